using Provenance.Cli.Commands;
using Provenance.Cli.Reports;

namespace Provenance.Cli.Demo;

/// <summary>
/// Signs, verifies, tampers, verifies. Every verdict is compared with the one that must come: a demonstration that cannot fail shows nothing.
/// </summary>
/// <param name="terminal">Where it is shown.</param>
/// <param name="folder">An empty folder.</param>
internal sealed class Demonstration(Terminal terminal, string folder)
{
    private static readonly ClaimGeneratorInfo Generator = new("Provenance demo", "1.0");
    private int _step;

    /// <summary>Runs all steps; 0 only when every one came out as it should.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        string video = Path.Combine(folder, "sun.mp4");
        string signed = Path.Combine(folder, "sun.signed.mp4");
        string tampered = Path.Combine(folder, "sun.tampered.mp4");

        byte[] bytes = DemoVideo.Create();
        await File.WriteAllBytesAsync(video, bytes, cancellationToken).ConfigureAwait(false);
        Say($"Made a video: {bytes.Length} bytes of MP4, {DemoVideo.Width} × {DemoVideo.Height}, two seconds, as a generator would");

        await DevKeysCommand.WriteAsync(terminal, folder, SigningAlgorithm.ES256, overwrite: false, cancellationToken).ConfigureAwait(false);
        Say("Made a development root and a signing key under it (nobody else trusts them)");

        var validator = new Validator(Mp4.Format)
        {
            Options = new ValidationOptions { TrustList = TrustList.ForSigners(Path.Combine(folder, DevKeysCommand.RootFile)), Clock = terminal.Clock },
        };
        bool all = await VerifyAsync("Verified the video as it is", validator, video, ValidationState.NoCredentials, null, cancellationToken).ConfigureAwait(false);

        await SignAsync(video, signed, cancellationToken).ConfigureAwait(false);
        Say("Signed it: \"made by a generative model\"");
        all &= await VerifyAsync("Verified the signed video", validator, signed, ValidationState.Trusted, null, cancellationToken).ConfigureAwait(false);

        var strangers = new Validator(Mp4.Format) { Options = new ValidationOptions { Clock = terminal.Clock } };
        all &= await VerifyAsync("Verified it as someone who does not know the signer", strangers, signed, ValidationState.Valid, null, cancellationToken).ConfigureAwait(false);

        await TamperAsync(signed, tampered, cancellationToken).ConfigureAwait(false);
        Say("Changed one bit of one picture in a copy");
        all &= await VerifyAsync("Verified the changed copy", validator, tampered, ValidationState.Invalid, ValidationStatusCode.AssertionBmffHashMismatch, cancellationToken)
            .ConfigureAwait(false);

        Say(all ? "Every verdict is the one it must be" : "NOT every verdict is the one it must be");
        return all ? ExitCode.Success : ExitCode.Internal;
    }

    private async Task SignAsync(string video, string signed, CancellationToken cancellationToken)
    {
        var signer = ClaimSigner.FromPemFiles(Path.Combine(folder, DevKeysCommand.ChainFile), Path.Combine(folder, DevKeysCommand.KeyFile));
        var definition = new ManifestDefinition
        {
            ClaimGenerator = Generator,
            Title = "A sun goes round",
            Assertions = [ActionsAssertion.Created(DigitalSourceType.TrainedAlgorithmicMedia, Generator)],
        };
        await Mp4.SignAsync(video, signed, definition, signer, new SigningOptions { Clock = terminal.Clock }, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    // The middle of the file is far inside mdat: the boxes before it are a few kilobytes.
    private static async Task TamperAsync(string signed, string tampered, CancellationToken cancellationToken)
    {
        byte[] bytes = await File.ReadAllBytesAsync(signed, cancellationToken).ConfigureAwait(false);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(tampered, bytes, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> VerifyAsync(
        string what, Validator validator, string path, ValidationState expected, ValidationStatusCode? because, CancellationToken cancellationToken)
    {
        var source = AssetSource.FromFile(path);
        ValidationResult result;
        await using (source.ConfigureAwait(false))
        {
            result = await validator.ValidateAsync(source, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        bool asExpected = result.State == expected && (because is null || result.Failures.Any(f => f.Code == because));
        var report = new FileReport(Path.GetFileName(path), result, Verdict.Of(result, ValidationState.Trusted));
        Say(asExpected ? what : $"{what}: expected {expected}, found {result.State}");
        if (expected == ValidationState.Trusted && !terminal.IsQuiet)
        {
            terminal.Output.WriteLine();
            TextReport.Write(terminal, report, named: false);
            terminal.Output.WriteLine();
        }
        else
        {
            TextReport.WriteShort(terminal, report);
        }

        return asExpected;
    }

    private void Say(string sentence) => terminal.Output.WriteLine(FormattableString.Invariant($"{++_step}. {sentence}."));
}
