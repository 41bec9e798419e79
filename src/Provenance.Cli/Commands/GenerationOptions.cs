using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary>The options of <c>sign</c> for videos that a generative model made or changed.</summary>
internal sealed class GenerationOptions
{
    /// <summary>The kinds of generation, as <c>--generated</c> names them.</summary>
    public static readonly string[] Kinds = ["text-to-video", "image-to-video", "video-to-video", "edited"];

    public Option<string?> Generated { get; } = new Option<string?>("--generated")
    {
        Description = "How a model made it: text-to-video, image-to-video, video-to-video (nothing of the source is left), or edited (footage is kept). Takes the place of --digital-source-type.",
    }.AcceptOnlyFromAmong(Kinds);

    public Option<string?> Provider { get; } = new("--provider") { Description = "Who provides the generative system (required with --generated).", HelpName = "NAME" };

    public Option<string?> Model { get; } = new("--model") { Description = "The model (required with --generated).", HelpName = "NAME" };

    public Option<string?> ModelVersion { get; } = new("--model-version") { Description = "The version of the model.", HelpName = "V" };

    public Option<string?> ModelId { get; } = new("--model-id") { Description = "What identifies the model: a URI or a package URL such as pkg:huggingface/owner/model@revision.", HelpName = "URI" };

    public Option<string?> ModelType { get; } = new("--model-type") { Description = "The kind of model, for example c2pa.types.model.pytorch.", HelpName = "TYPE" };

    public Option<bool> NoModelIngredient { get; } = new("--no-model-ingredient") { Description = "Names the model as software and in the AI disclosure, and not as ingredient too." };

    public Option<string?> PromptFile { get; } = new("--prompt-file") { Description = "A text file with the prompt.", HelpName = "FILE" };

    public Option<string> Prompt { get; } = new Option<string>("--prompt")
    {
        Description = "What everybody who has the video may see of the prompt: nothing (omit), its hash, or its text (embed).",
        DefaultValueFactory = _ => "omit",
    }.AcceptOnlyFromAmong("embed", "hash", "omit");

    public Option<string?> Seed { get; } = new("--seed") { Description = "The seed; it is written as it is.", HelpName = "TEXT" };

    public Option<string?> Oversight { get; } = new Option<string?>("--oversight")
    {
        Description = "How far people were involved: autonomous, prompt (they wrote prompts), validated (they approved the result).",
    }.AcceptOnlyFromAmong("autonomous", "prompt", "validated");

    public Option<string?> Training { get; } = new Option<string?>("--training")
    {
        Description = "Whether the video may be used for data mining and training of models: allowed or not-allowed.",
    }.AcceptOnlyFromAmong("allowed", "not-allowed");

    public Option<string[]> Ingredients { get; } = new("--ingredient")
    {
        Description = "What went in, with its role: FILE:inputTo, or FILE:parentOf for the video that was edited. Its own credentials are validated and kept. May be given several times.",
        HelpName = "FILE:ROLE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<bool> KeepUnverified { get; } = new("--keep-unverified")
    {
        Description = "Keeps ingredients whose credentials do not verify, with their failures recorded, in place of refusing them.",
    };

    public Option<string?> SoftBinding { get; } = new("--soft-binding")
    {
        Description = "The watermark that is in the video: the algorithm and its value in base64. The manifest can be found again by it.",
        HelpName = "ALG=BASE64",
    };

    public Option<string[]> Aigc { get; } = new("--aigc")
    {
        Description = "Writes the AIGC label of GB 45438-2025 into the metadata of the file: a member of it, for example ProduceID=42. Label is 1 and ContentProducer the provider unless given. May be given several times.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string[]> Disclosure { get; } = CliOptions.Disclosure("Refuses to sign when a duty of marking misses something");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All =>
        [Generated, Provider, Model, ModelVersion, ModelId, ModelType, NoModelIngredient, PromptFile, Prompt, Seed, Oversight, Training, Ingredients, KeepUnverified, SoftBinding, Aigc, Disclosure];

    /// <summary>The AIGC label, or null when none was asked for.</summary>
    /// <exception cref="CommandException">A member is not one, or given twice.</exception>
    public AigcLabel? ReadAigcLabel(ParseResult parsed)
    {
        AigcLabel? label = null;
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (string text in parsed.GetValue(Aigc) ?? [])
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? text : text[..equals];
            label = (equals < 0 || !given.Add(name) ? null : (label ?? new AigcLabel()).With(name, text[(equals + 1)..]))
                ?? throw CommandException.Usage(
                    $"--aigc: '{text}' is not a member of the label with its value, each once",
                    "the members are Label, ContentProducer, ProduceID, ReservedCode1, ContentPropagator, PropagateID and ReservedCode2");
        }

        return label;
    }

    /// <summary>The first option that was given although a definition file says it, or null.</summary>
    public string? FirstBesideManifest(ParseResult parsed) =>
        ((Option[])[Generated, Provider, Model, ModelVersion, ModelId, ModelType, NoModelIngredient, PromptFile, Prompt, Seed, Oversight, Training, Ingredients, SoftBinding])
            .FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false })?.Name;

    /// <summary>The first option that was given although only <c>--generated</c> gives it a meaning, or null.</summary>
    public string? FirstWithoutMeaning(ParseResult parsed) =>
        ((Option[])[Provider, Model, ModelVersion, ModelId, ModelType, NoModelIngredient, PromptFile, Prompt, Seed, Oversight, Training, Ingredients, KeepUnverified, SoftBinding])
            .FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false })?.Name;
}
