using System.CommandLine;
using Provenance.Cli.Commands.Batch;

namespace Provenance.Cli.Commands;

/// <summary>The options of <c>sign</c>.</summary>
internal sealed class SignOptions
{
    public Argument<string[]> Input { get; } = CliOptions.Files(
        "The video to sign; or several: files, folders, patterns such as 'in/**/*.mp4'; or '-' for one on standard input.", "INPUT", isRequired: false);

    // Checked by the command, in the order in which a person needs to hear it.
    public Option<string?> Output { get; } = new("--output", "-o") { Description = "Where the signed video goes (required); for several a folder, which keeps the folders below the one that was given. '-' is standard output.", HelpName = "OUTPUT" };

    public Option<string?> Certificate { get; } = new("--cert") { Description = "The signer's certificate and its intermediates, PEM, the signer's first (required).", HelpName = "CHAIN.pem" };

    public Option<string?> Key { get; } = new("--key") { Description = "The private key, PEM, unencrypted (required).", HelpName = "KEY.pem" };

    public Option<string?> DigitalSourceType { get; } = new("--digital-source-type")
    {
        Description = "How the video was made (required unless --generated says it): an IPTC term such as trainedAlgorithmicMedia, or its full URI.",
        HelpName = "X",
    };

    public Option<string?> Manifest { get; } = DefinitionOption.Create();

    public Option<string?> Generator { get; } = new("--generator") { Description = "The product that made the video.", HelpName = "NAME/VERSION" };

    public Option<string?> Title { get; } = new("--title") { Description = "A title for people.", HelpName = "T" };

    public Option<string[]> Authority { get; } = new("--tsa")
    {
        Description = "The time-stamp authority (RFC 3161). May be given several times: they stand in for each other.",
        HelpName = "URL",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string?> Timestamp { get; } = new Option<string?>("--timestamp")
    {
        Description = "Whether a time-stamp is required (the default with --tsa), preferred (a warning without), or none.",
    }.AcceptOnlyFromAmong("required", "preferred", "none");

    public Option<string> IfSigned { get; } = new Option<string>("--if-signed")
    {
        Description = "What to do with a video that is signed already: fail, replace its credentials, keep it as ingredient, or skip it.",
        DefaultValueFactory = _ => "fail",
    }.AcceptOnlyFromAmong("fail", "replace", "ingredient", "skip");

    public Option<string> Hash { get; } = new Option<string>("--hash")
    {
        Description = "The hash of media and assertions.",
        DefaultValueFactory = _ => "sha256",
    }.AcceptOnlyFromAmong("sha256", "sha384", "sha512");

    public Option<string?> Algorithm { get; } = new Option<string?>("--algorithm")
    {
        Description = "The signature algorithm; by default it follows the key (an RSA key signs PS256).",
    }.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. CliOptions.Algorithms.Select(a => a.Name)]);

    /// <summary>The options for what a generative model made.</summary>
    public GenerationOptions Generation { get; } = new();

    /// <summary>Whom to trust when the credentials of ingredients are validated.</summary>
    public TrustOptions Trust { get; } = new();

    public Option<string?> Merkle { get; } = new("--merkle")
    {
        Description = "Binds the media with Merkle trees, so that parts of it can be validated: 'auto', or the size of a leaf in bytes (1024 or more; 64K, 1M also). The leaves of a fragmented video are its fragments.",
        HelpName = "auto|SIZE",
    };

    public Option<bool> InPlace { get; } = new("--in-place")
    {
        Description = "Signs the video where it is, in place of -o: the manifest goes into the box of the one before, or into padding behind the file type box. Nothing else is written.",
    };

    public Option<bool> Insert { get; } = new("--insert")
    {
        Description = "With --in-place: where there is no room for the manifest, puts blocks into the video to make it, without copying the media (Linux, ext4 and XFS). Where that cannot be done it is refused.",
    };

    public Option<string?> Reserve { get; } = new("--reserve")
    {
        Description = "Room to keep behind the manifest, so that the video can be signed again in place: bytes, or 64K, 1M.",
        HelpName = "SIZE",
    };

    public Option<string?> Sidecar { get; } = new("--sidecar")
    {
        Description = "Writes the manifest to a file of its own, INPUT with the ending .c2pa unless FILE says otherwise, and leaves the video as it is. With --remote the video goes to -o and names the address.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> Remote { get; } = new("--remote")
    {
        Description = "The address where the manifest will be found: the signed video names it in its XMP metadata. The manifest is embedded as well, unless --sidecar is given.",
        HelpName = "URL",
    };

    public Option<bool> MediaUnchanged { get; } = new("--media-unchanged")
    {
        Description = "With --in-place: your word that the media is what was signed. It is not read, and the hard binding is kept; if it is not true, the video does not verify.",
    };

    public Option<bool> NoSync { get; } = new("--no-sync")
    {
        Description = "Does not wait until the signed video is on the disk, as copying does not either: faster, but a power failure shortly afterwards can leave it incomplete.",
    };

    public Option<bool> ReadBack { get; } = new("--read-back")
    {
        Description = "Reads the media of what was written again, whatever its size. By default that of videos from 16 MiB on is not: its hash was taken while it was written.",
    };

    public Option<bool> Quiet { get; } = CliOptions.Quiet();

    /// <summary>The options for many files.</summary>
    public BatchOptions Batch { get; } = new();

    /// <summary>How the outcomes of many files are written.</summary>
    public Option<string> Format { get; } = new Option<string>("--format")
    {
        Description = "How the outcomes of several files are written to standard output: not at all (text), or one object a line (jsonl).",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "jsonl");

    /// <summary>Who signs and what is claimed, whatever the video.</summary>
    public IEnumerable<Option> Served => [.. Claim, .. Generation.All];

    private IEnumerable<Option> Claim => [Certificate, Key, DigitalSourceType, Manifest, Generator, Title, Authority, Timestamp, IfSigned, Hash, Algorithm];

    /// <summary>Adds all of them to the command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Input);
        command.Options.Add(Merkle);
        command.Options.Add(Sidecar);
        command.Options.Add(Remote);
        command.Options.Add(InPlace);
        command.Options.Add(Insert);
        command.Options.Add(Reserve);
        command.Options.Add(MediaUnchanged);
        command.Options.Add(NoSync);
        command.Options.Add(ReadBack);
        command.Options.Add(Format);
        Batch.AddTo(command);
        AddCommonTo(command);
    }

    /// <summary>Adds those that do not depend on what is signed.</summary>
    public void AddCommonTo(Command command)
    {
        command.Options.Add(Output);
        AddAll(command, Claim);
        command.Options.Add(Quiet);
        AddAll(command, Generation.All);
        Trust.AddListsTo(command);
    }

    /// <summary>Adds those that say who signs and what is claimed, whatever the video, and whom to trust.</summary>
    public void AddServedTo(Command command)
    {
        AddAll(command, Served);
        Trust.AddTo(command);
    }

    private static void AddAll(Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }
}
