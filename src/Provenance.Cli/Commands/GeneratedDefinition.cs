using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary>The command line of <c>sign --generated</c> as a manifest definition.</summary>
/// <param name="options">The options.</param>
/// <param name="parsed">What was given.</param>
/// <param name="ingredientValidation">How ingredients are validated.</param>
internal sealed class GeneratedDefinition(GenerationOptions options, ParseResult parsed, ValidationOptions ingredientValidation)
{
    /// <summary>Makes the definition.</summary>
    /// <param name="claimGenerator">The product that makes the claim, or null for the model.</param>
    /// <param name="title">A title for people, or null.</param>
    /// <param name="ifSigned">What happens to a signed input.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="CommandException">Something is missing, contradicts itself or cannot be read.</exception>
    public async Task<ManifestDefinition> ReadAsync(ClaimGeneratorInfo? claimGenerator, string? title, IfSigned ifSigned, CancellationToken cancellationToken)
    {
        string kind = parsed.GetValue(options.Generated)!;
        string provider = Required(options.Provider, "who provides the system");
        string model = Required(options.Model, "which model made it");
        var ingredients = await ReadIngredientsAsync(cancellationToken).ConfigureAwait(false);
        var details = new GenerationDetails
        {
            Provider = provider,
            Model = new GenerativeModel(model, parsed.GetValue(options.ModelVersion))
            {
                Identifier = parsed.GetValue(options.ModelId),
                ModelType = parsed.GetValue(options.ModelType) ?? AssetType.Model.Type,
            },
            ModelAsIngredient = !parsed.GetValue(options.NoModelIngredient),
            ClaimGenerator = claimGenerator,
            Title = title,
            Prompt = await ReadPromptAsync(cancellationToken).ConfigureAwait(false),
            PromptPolicy = Enum.Parse<PromptPolicy>(parsed.GetValue(options.Prompt)!, ignoreCase: true),
            Seed = parsed.GetValue(options.Seed),
            HumanOversight = parsed.GetValue(options.Oversight) switch
            {
                "autonomous" => HumanOversight.FullyAutonomous,
                "prompt" => HumanOversight.PromptGuided,
                "validated" => HumanOversight.HumanValidated,
                _ => null,
            },
            TrainingAndDataMining = parsed.GetValue(options.Training) switch
            {
                "allowed" => new TrainingMiningPermission(TrainingMiningUse.Allowed),
                "not-allowed" => new TrainingMiningPermission(TrainingMiningUse.NotAllowed),
                _ => null,
            },
            SoftBinding = parsed.GetValue(options.SoftBinding) is { } binding ? ReadSoftBinding(binding) : null,
            AigcLabel = options.ReadAigcLabel(parsed),
            Disclosures = CliOptions.ParseDisclosure(parsed.GetValue(options.Disclosure)),
        };

        var parents = ingredients.Where(i => i.Relationship == Relationship.ParentOf).ToList();
        IngredientAssertion[] inputs = [.. ingredients.Where(i => i.Relationship != Relationship.ParentOf)];
        if (kind != "edited" && parents.Count > 0)
        {
            throw CommandException.Usage($"--generated {kind} makes a new video, so nothing is its parent: name what went in as inputTo, or say --generated edited");
        }

        switch (kind)
        {
            case "text-to-video" when inputs.Length > 0:
                throw CommandException.Usage("--generated text-to-video has no input but its prompt; with --ingredient say image-to-video or video-to-video");
            case "text-to-video":
                return GeneratedVideo.FromText(details);
            case "edited" when parents.Count > 1 || (parents.Count == 0 && ifSigned != IfSigned.Ingredient):
                throw CommandException.Usage(
                    "--generated edited needs the video that was edited, once: --ingredient FILE:parentOf",
                    "or --if-signed ingredient when the input still carries its credentials");
            case "edited":
                return GeneratedVideo.Edited(details, parents.Count == 0 ? null : parents[0], null, inputs);
            case var _ when inputs.Length == 0:
                throw CommandException.Usage($"--generated {kind} needs what went in: --ingredient FILE:inputTo");
            case "image-to-video":
                return GeneratedVideo.FromImage(details, inputs);
            default:
                return GeneratedVideo.FromVideo(details, inputs);
        }
    }

    private static SoftBindingAssertion ReadSoftBinding(string text)
    {
        var (algorithm, value) = SoftBindingText.Parse(text);
        return SoftBindingAssertion.OfWholeAsset(algorithm, value);
    }

    private string Required(Option<string?> option, string what) =>
        parsed.GetValue(option) is { } value && !string.IsNullOrWhiteSpace(value) ? value : throw CommandException.Usage($"--generated needs {option.Name}: {what}");

    private async Task<string?> ReadPromptAsync(CancellationToken cancellationToken)
    {
        if (parsed.GetValue(options.PromptFile) is not { } path)
        {
            return string.Equals(parsed.GetValue(options.Prompt), "omit", StringComparison.Ordinal)
                ? null
                : throw CommandException.Usage($"--prompt {parsed.GetValue(options.Prompt)} needs the prompt: --prompt-file FILE");
        }

        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw FileFaults.Unreadable(e, path);
        }
    }

    private async Task<List<IngredientAssertion>> ReadIngredientsAsync(CancellationToken cancellationToken)
    {
        var ingredients = new List<IngredientAssertion>();
        var validator = KnownFormats.Validator(ingredientValidation);
        var kept = new IngredientOptions { KeepUnverified = parsed.GetValue(options.KeepUnverified) };
        foreach (string text in parsed.GetValue(options.Ingredients) ?? [])
        {
            int colon = text.LastIndexOf(':');
            Relationship? relationship = (colon < 0 ? string.Empty : text[(colon + 1)..]) switch
            {
                "inputTo" => Relationship.InputTo,
                "parentOf" => Relationship.ParentOf,
                _ => null,
            };
            if (relationship is not { } role || colon == 0)
            {
                throw CommandException.Usage($"--ingredient: '{text}' is not FILE:ROLE", "the role is inputTo (it went into the model) or parentOf (it was edited)");
            }

            string path = text[..colon];
            try
            {
                ingredients.Add(await Ingredient.FromFileAsync(path, role, validator, kept, cancellationToken).ConfigureAwait(false));
            }
            catch (SigningException e)
            {
                throw new CommandException(ExitCode.SigningFailed, $"{path}: {e.Message.TrimEnd('.')}", "--keep-unverified keeps it all the same", e);
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                throw FileFaults.Unreadable(e, path);
            }
        }

        return ingredients;
    }
}
