using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Provenance.Cli.Commands.Batch;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance sign</c>: attaches content credentials to a video.</summary>
internal static class SignCommand
{
    private const string DevKeysHint = "'provenance dev-keys -o keys' makes a development certificate and key";

    public static Command Create(Terminal terminal)
    {
        var options = new SignOptions();
        var command = new Command("sign", "Signs a video: who made it, with what, how.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            return RunAsync(terminal, options, parsed, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, SignOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] names = parsed.GetValue(options.Input) ?? [];
        if (BatchSigning.IsMeant(options, parsed, names))
        {
            return await new BatchSigning(terminal, options, parsed).RunAsync(names, cancellationToken).ConfigureAwait(false);
        }

        string input = names[0];
        bool inPlace = parsed.GetValue(options.InPlace);
        var sidecar = Sidecar.Read(options, parsed, input);
        RefuseContradictions(options, parsed, inPlace);
        if (input == "-" || parsed.GetValue(options.Output) == "-")
        {
            return await StreamSigning.RunAsync(terminal, options, parsed, input, cancellationToken).ConfigureAwait(false);
        }

        var container = ReadContainer(options, parsed);
        return await SignAsync(
            terminal,
            options,
            parsed,
            input,
            () => MeasureInput(input),
            (signing, progress, output) => sidecar is not null
                ? sidecar.SignAsync(signing, container, progress, cancellationToken)
                : inPlace
                ? Mp4.SignInPlaceAsync(input, signing.Definition, signing.Signer, signing.Options, container, progress, cancellationToken)
                : Mp4.SignAsync(input, output, signing.Definition, signing.Signer, signing.Options, container, progress, cancellationToken),
            cancellationToken,
            sidecar?.Path ?? (inPlace ? input : null)).ConfigureAwait(false);
    }

    /// <summary>Reads what of the container is wished.</summary>
    public static Mp4SigningOptions ReadContainer(SignOptions options, ParseResult parsed) => new()
    {
        Merkle = ReadMerkle(parsed.GetValue(options.Merkle)),
        IsStored = !parsed.GetValue(options.NoSync),
        ReadBack = parsed.GetValue(options.ReadBack) ? ReadBackScope.Everything : ReadBackScope.Automatic,
        Reserve = parsed.GetValue(options.Reserve) is { } reserve ? ReadReserve(reserve) : 0,
        VerifyMedia = parsed.GetValue(options.MediaUnchanged) ? false : null,
        MayInsert = parsed.GetValue(options.Insert),
        RemoteManifest = parsed.GetValue(options.Remote) is { } url ? ReadRemote(url) : null,
    };

    private static Uri ReadRemote(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.AbsoluteUri.Length <= 2048
            ? uri
            : throw CommandException.Usage($"--remote: '{text}' is not an http or https URL of at most 2048 characters");

    private static void RefuseContradictions(SignOptions options, ParseResult parsed, bool inPlace)
    {
        if (inPlace && parsed.GetValue(options.Output) is not null)
        {
            throw CommandException.Usage("--in-place changes the video where it is; leave -o out");
        }

        bool inserts = parsed.GetValue(options.Insert);
        if (inPlace && !inserts && parsed.GetValue(options.Reserve) is not null)
        {
            throw CommandException.Usage("--reserve makes room in a new file; with --in-place the room is what it is, unless --insert makes some");
        }

        if (inserts && (!inPlace || parsed.GetValue(options.MediaUnchanged)))
        {
            throw CommandException.Usage(inPlace
                ? "--insert gives the media another place in the video, so its hash is taken anew; leave --media-unchanged out"
                : "--insert has a meaning only with --in-place");
        }

        if (!inPlace && parsed.GetValue(options.MediaUnchanged))
        {
            throw CommandException.Usage("--media-unchanged has a meaning only with --in-place");
        }
    }

    /// <summary>Reads everything but the input from the command line, signs with it, and reports.</summary>
    /// <param name="terminal">Where to report.</param>
    /// <param name="options">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="input">The input, for messages.</param>
    /// <param name="measure">Looks at the input, once the command line is found to make sense.</param>
    /// <param name="sign">Signs.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="inPlace">What is signed where it is, or null when the output is another file.</param>
    public static Task<int> SignAsync(
        Terminal terminal,
        SignOptions options,
        ParseResult parsed,
        string input,
        Func<long> measure,
        Func<(ManifestDefinition Definition, ClaimSigner Signer, SigningOptions Options), IProgress<long>?, string, Task<SigningResult>> sign,
        CancellationToken cancellationToken,
        string? inPlace = null) => SignAsync(
            terminal,
            input,
            inPlace ?? parsed.GetValue(options.Output),
            () => PrepareAsync(terminal, options, parsed, measure, cancellationToken),
            sign,
            "signed");

    /// <summary>Signs and reports, whatever is claimed.</summary>
    /// <param name="terminal">Where to report.</param>
    /// <param name="input">The input, for messages.</param>
    /// <param name="target">Where the output goes.</param>
    /// <param name="prepare">Reads the command line.</param>
    /// <param name="sign">Signs.</param>
    /// <param name="done">What the output is then.</param>
    public static async Task<int> SignAsync<T>(
        Terminal terminal,
        string input,
        string? target,
        Func<Task<SigningSetup<T>>> prepare,
        Func<(T Definition, ClaimSigner Signer, SigningOptions Options), IProgress<long>?, string, Task<SigningResult>> sign,
        string done)
    {
        // What is wrong with the command line is said before any file is touched.
        if (target is not { Length: > 0 } output)
        {
            throw CommandException.Usage("say where the signed video goes: -o OUTPUT");
        }

        using var setup = await prepare().ConfigureAwait(false);
        SigningResult result;
        try
        {
            result = await terminal.WithProgressAsync(
                $"signing {Path.GetFileName(input)}",
                setup.Length,
                progress => sign((setup.Definition, setup.Signer, setup.Options), progress, output)).ConfigureAwait(false);
        }
        catch (SigningException e)
        {
            throw SigningFaults.Describe(e, input, setup.Place);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unwritable(e, output);
        }

        foreach (string warning in result.Warnings)
        {
            terminal.WriteWarning(warning.TrimEnd('.'));
        }

        terminal.WriteMessage(result.Signed
            ? $"{output}: {done}{(result.TimestampTime is { } time ? $", time-stamped {ReportText.Time(time)}" : ", without time-stamp")} ({result.ManifestLabel})"
            : $"{input} is signed already and was left alone");
        return ExitCode.Success;
    }

    /// <summary>Reads from the command line everything but where the video comes from and goes to.</summary>
    public static async Task<SigningSetup<ManifestDefinition>> PrepareAsync(Terminal terminal, SignOptions options, ParseResult parsed, Func<long> measure, CancellationToken cancellationToken)
    {
        var file = await DefinitionOption.ReadAsync(terminal, options, parsed, cancellationToken).ConfigureAwait(false);
        Action check = file is null ? () => CheckKind(options, parsed) : () => { };
        return await PrepareAsync(terminal, options, parsed, check, measure, signing => ReadDefinitionAsync(options, parsed, signing, file, cancellationToken), cancellationToken, file).ConfigureAwait(false);
    }

    /// <summary>The same for any kind of definition.</summary>
    /// <param name="terminal">The clock, the client.</param>
    /// <param name="options">The options.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="check">Looks at the part of the command line that says what is claimed.</param>
    /// <param name="measure">Looks at the input then.</param>
    /// <param name="readDefinition">Reads what is claimed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="file">The file that says who signs where the command line does not, or null.</param>
    public static async Task<SigningSetup<T>> PrepareAsync<T>(
        Terminal terminal,
        SignOptions options,
        ParseResult parsed,
        Action check,
        Func<long> measure,
        Func<SigningOptions, Task<T>> readDefinition,
        CancellationToken cancellationToken,
        ManifestDefinitionFile? file = null)
    {
        if ((parsed.GetValue(options.Certificate) ?? file?.CertificatePath) is not { } certificate || (parsed.GetValue(options.Key) ?? file?.PrivateKeyPath) is not { } key)
        {
            throw CommandException.Usage("signing needs a certificate and its key: --cert CHAIN.pem --key KEY.pem; there is no built-in key", DevKeysHint);
        }

        check();
        var timestamp = ReadTimestampPolicy(options, parsed);
        var authorities = ReadAuthorities(options, parsed);
        if (authorities.Count == 0 && file?.TimestampAuthority is { } stated)
        {
            authorities.Add(stated);
        }

        if (timestamp is TimestampPolicy.Required or TimestampPolicy.Preferred && authorities.Count == 0)
        {
            throw CommandException.Usage("--timestamp needs an authority: --tsa URL");
        }

        long length = measure();
        var trust = options.Trust.Read(parsed, terminal);
        var client = authorities.Count == 0 || timestamp == TimestampPolicy.None ? null : terminal.OpenHttpClient();

        // Who names trusted authorities wants no other's time-stamp.
        var trusted = trust.TimestampTrustList.IsEmpty ? null : trust.TimestampTrustList;
        var authority = client is null ? null : new TimestampAuthorities([.. authorities.Select(uri => new HttpTimestampAuthority(uri, client) { TrustList = trusted })]);
        var signing = new SigningOptions
        {
            Hash = ReadHash(parsed.GetValue(options.Hash)!),
            IfSigned = Enum.Parse<IfSigned>(parsed.GetValue(options.IfSigned) ?? nameof(IfSigned.Fail), ignoreCase: true),
            Timestamp = timestamp ?? (authority is null ? TimestampPolicy.None : TimestampPolicy.Required),
            Clock = terminal.Clock,
            IngredientValidation = trust,
        };

        try
        {
            var definition = await readDefinition(signing).ConfigureAwait(false);
            var algorithm = parsed.GetValue(options.Algorithm) is { } name ? CliOptions.ParseAlgorithm(name) : file?.Algorithm;
            var signer = await OpenSignerAsync(terminal, certificate, key, algorithm, authority, cancellationToken).ConfigureAwait(false);
            return new SigningSetup<T>(definition, signer, signing, length, client) { Place = file?.Place, Files = FilesOf(file) };
        }
        catch
        {
            client?.Dispose();
            throw;
        }
    }

    // The certificate's content counts wherever it is named.
    private static IReadOnlyList<string> FilesOf(ManifestDefinitionFile? file) => file is null ? [] : [.. file.Files, .. file.CertificatePath is { } certificate ? [certificate] : Array.Empty<string>()];

    // One way of saying how the video was made.
    private static void CheckKind(SignOptions options, ParseResult parsed)
    {
        bool isGenerated = parsed.GetValue(options.Generation.Generated) is not null;
        if (isGenerated && parsed.GetValue(options.DigitalSourceType) is not null)
        {
            throw CommandException.Usage("--generated says how the video was made; leave --digital-source-type out");
        }

        if (!isGenerated && options.Generation.FirstWithoutMeaning(parsed) is { } option)
        {
            throw CommandException.Usage($"{option} has a meaning only with --generated", "for example --generated text-to-video");
        }

        if (!isGenerated)
        {
            _ = ReadDefinition(options, parsed);
        }
    }

    private static async Task<ManifestDefinition> ReadDefinitionAsync(
        SignOptions options, ParseResult parsed, SigningOptions signing, ManifestDefinitionFile? file, CancellationToken cancellationToken)
    {
        try
        {
            if (parsed.GetValue(options.Generation.Generated) is not null)
            {
                var claimGenerator = parsed.GetValue(options.Generator) is { } generator ? ReadGenerator(generator) : null;
                return await new GeneratedDefinition(options.Generation, parsed, signing.IngredientValidation)
                    .ReadAsync(claimGenerator, parsed.GetValue(options.Title), signing.IfSigned, cancellationToken).ConfigureAwait(false);
            }

            var definition = (file is null ? ReadDefinition(options, parsed) : Overridden(file.Definition, options, parsed)) with { AigcLabel = options.Generation.ReadAigcLabel(parsed) };
            foreach (var profile in CliOptions.ParseDisclosure(parsed.GetValue(options.Generation.Disclosure)))
            {
                profile.Require(definition);
            }

            return definition;
        }
        catch (SigningException e)
        {
            throw new CommandException(ExitCode.SigningFailed, e.Message.TrimEnd('.'), innerException: e);
        }
    }

    private static ManifestDefinition Overridden(ManifestDefinition definition, SignOptions options, ParseResult parsed) => definition with
    {
        Title = parsed.GetValue(options.Title) ?? definition.Title,
        ClaimGenerator = parsed.GetValue(options.Generator) is { } generator ? ReadGenerator(generator) : definition.ClaimGenerator,
    };

    private static ManifestDefinition ReadDefinition(SignOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(options.DigitalSourceType) is not { Length: > 0 } source)
        {
            throw CommandException.Usage(
                "say how the video was made: --digital-source-type X, --generated KIND with the model, or --manifest FILE.json",
                "for example trainedAlgorithmicMedia (a generative model made it), compositeWithTrainedAlgorithmicMedia, digitalCapture");
        }

        DigitalSourceType type;
        try
        {
            type = DigitalSourceType.FromName(source);
        }
        catch (ArgumentException e)
        {
            throw CommandException.Usage("--digital-source-type: " + WithoutParameterName(e).TrimEnd('.'));
        }

        var generator = ReadGenerator(parsed.GetValue(options.Generator));
        return new ManifestDefinition
        {
            ClaimGenerator = generator,
            Title = parsed.GetValue(options.Title),
            Assertions = [ActionsAssertion.Created(type, generator)],
        };
    }

    private static async Task<ClaimSigner> OpenSignerAsync(
        Terminal terminal, string certificate, string key, SigningAlgorithm? algorithm, TimestampAuthority? authority, CancellationToken cancellationToken)
    {
        string chainText = await ReadTextAsync(certificate, cancellationToken).ConfigureAwait(false);
        string keyText = await ReadTextAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            var signer = ClaimSigner.FromPem(chainText, keyText, algorithm, authority);
            if (SecretFile.IsOpenToOthers(key))
            {
                terminal.WriteWarning($"{key} is a private key that others on this machine may read or write; 'chmod 600' keeps it to you");
            }

            return signer;
        }
        catch (SigningException e)
        {
            throw new CommandException(ExitCode.SigningFailed, $"{certificate}, {key}: {e.Message.TrimEnd('.')}", innerException: e);
        }
    }

    private static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CommandException(ExitCode.SigningFailed, $"{path}: {FileFaults.Describe(e, path)}", innerException: e);
        }
    }

    /// <summary>Reads <c>--generator</c>.</summary>
    public static ClaimGeneratorInfo ReadGenerator(string? text)
    {
        if (text is null)
        {
            return new ClaimGeneratorInfo("Provenance", typeof(SignCommand).Assembly.GetName().Version?.ToString(3));
        }

        int slash = text.LastIndexOf('/');
        string name = slash < 0 ? text : text[..slash];
        string? version = slash < 0 ? null : text[(slash + 1)..];
        return string.IsNullOrWhiteSpace(name) || version is { Length: 0 }
            ? throw CommandException.Usage($"--generator: '{text}' is not NAME/VERSION", "for example \"Acme Video/2.1.0\"")
            : new ClaimGeneratorInfo(name, version);
    }

    private static TimestampPolicy? ReadTimestampPolicy(SignOptions options, ParseResult parsed) =>
        parsed.GetValue(options.Timestamp) is { } policy ? Enum.Parse<TimestampPolicy>(policy, ignoreCase: true) : null;

    private static List<Uri> ReadAuthorities(SignOptions options, ParseResult parsed)
    {
        var authorities = new List<Uri>();
        foreach (string text in parsed.GetValue(options.Authority) ?? [])
        {
            authorities.Add(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? new Uri(text)
                : throw CommandException.Usage($"--tsa: '{text}' is not an http or https URL"));
        }

        return authorities;
    }

    /// <summary>Reads <c>--merkle</c>.</summary>
    public static MerkleOptions? ReadMerkle(string? text)
    {
        if (text is null or "auto")
        {
            return text is null ? null : new MerkleOptions();
        }

        return ReadSize(text) is { } size && size >= MerkleOptions.MinBlockSize
            ? new MerkleOptions { BlockSize = size }
            : throw CommandException.Usage($"--merkle: '{text}' is neither 'auto' nor a size of at least {MerkleOptions.MinBlockSize} bytes", "for example 262144, 256K or 1M");
    }

    private static int ReadReserve(string text) => ReadSize(text) is { } size && size <= 16 << 20
        ? (int)size
        : throw CommandException.Usage($"--reserve: '{text}' is not a size of at most 16M", "for example 65536, 64K or 1M");

    private static long? ReadSize(string text)
    {
        int shift = (text.Length > 0 ? text[^1..] : text) switch { "K" or "k" => 10, "M" or "m" => 20, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size <= long.MaxValue >> shift ? size << shift : null;
    }

    private static HashAlgorithmName ReadHash(string name) => name switch
    {
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>The length of a file, which must be one that can be read.</summary>
    public static long MeasureInput(string input)
    {
        try
        {
            Recovery.Run(input);
            using var stream = File.OpenRead(input);
            return stream.Length;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, input);
        }
    }

    private static string WithoutParameterName(ArgumentException e)
    {
        int parameter = e.Message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        return parameter < 0 ? e.Message : e.Message[..parameter];
    }
}
