using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary><c>provenance update</c>: adds to the content credentials of a video whose content stays what it is (§11.2.3).</summary>
internal static class UpdateCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CliOptions.Input("FILE", "The video to update.");
        var options = new SignOptions();
        options.Output.Description = "Where the updated video goes. Without it, say --in-place.";
        options.InPlace.Description = "Updates the video where it is: a few bytes change, a box is appended, whatever its size.";
        var published = new Option<bool>("--published") { Description = "Says that the video was published." };
        var metadataEdited = new Option<bool>("--metadata-edited") { Description = "Says that metadata was edited and the content was not." };
        var redact = new Option<string[]>("--redact")
        {
            Description = "An assertion of an earlier manifest that is removed: its label, or its full JUMBF URI. May be given several times. Actions and hard bindings stay.",
            HelpName = "ASSERTION",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        var reason = new Option<string?>("--reason")
        {
            Description = "Why it is removed (required with --redact): personal-data, invalid-data, trade-secret, government-confidential, or a label of your own such as com.example.consent-withdrawn.",
            HelpName = "WHY",
        };
        var timestampEarlier = new Option<bool>("--timestamp-earlier") { Description = "Time-stamps the earlier signatures that have none, so that they outlive their certificates. Needs --tsa." };
        var certificateStatus = new Option<bool>("--certificate-status") { Description = "Asks the earlier signers' certificate authorities whether their certificates were revoked, and records the answers." };
        var verifyMedia = new Option<bool>("--verify-media") { Description = "Reads the media first and refuses an update of media that was changed. Otherwise the media is not read; whoever verifies the video does that anyway." };
        var command = new Command("update", "Adds to the content credentials of a video: published, redacted, time-stamped later. The content stays what it is.") { file };
        foreach (Option option in (Option[])
            [
                options.Output, options.InPlace, published, metadataEdited, redact, reason, timestampEarlier, certificateStatus, verifyMedia, options.Certificate, options.Key,
                options.Generator, options.Title, options.Authority, options.Timestamp, options.Hash, options.Algorithm, options.Quiet,
            ])
        {
            command.Options.Add(option);
        }

        options.Trust.AddListsTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            terminal.IsQuiet = parsed.GetValue(options.Quiet);
            string input = parsed.GetValue(file)!;
            bool inPlace = parsed.GetValue(options.InPlace);
            if (inPlace == parsed.GetValue(options.Output) is not null)
            {
                throw CommandException.Usage("say where the updated video goes: -o OUTPUT, or --in-place");
            }

            ClaimAction[] actions =
            [
                .. parsed.GetValue(metadataEdited) ? [new ClaimAction(ActionName.EditedMetadata)] : Array.Empty<ClaimAction>(),
                .. parsed.GetValue(published) ? [new ClaimAction(ActionName.Published)] : Array.Empty<ClaimAction>(),
            ];
            var definition = new UpdateDefinition
            {
                ClaimGenerator = SignCommand.ReadGenerator(parsed.GetValue(options.Generator)),
                Title = parsed.GetValue(options.Title),
                Assertions = actions.Length == 0 ? [] : [new ActionsAssertion(actions)],
                Redactions = ReadRedactions(parsed.GetValue(redact) ?? [], parsed.GetValue(reason)),
                TimestampEarlierManifests = parsed.GetValue(timestampEarlier),
                RecordCertificateStatus = parsed.GetValue(certificateStatus),
            };
            if (definition is { Assertions: [], Redactions: [], Title: null, TimestampEarlierManifests: false, RecordCertificateStatus: false })
            {
                throw CommandException.Usage("say what is added: --published, --metadata-edited, --redact, --timestamp-earlier, --certificate-status or --title");
            }

            if (definition.TimestampEarlierManifests && parsed.GetValue(options.Authority) is not { Length: > 0 })
            {
                throw CommandException.Usage("--timestamp-earlier needs an authority: --tsa URL");
            }

            var container = new Mp4SigningOptions { VerifyMedia = parsed.GetValue(verifyMedia) };
            using var client = definition.RecordCertificateStatus ? terminal.OpenHttpClient() : null;
            return await SignCommand.SignAsync(
                terminal,
                input,
                inPlace ? input : parsed.GetValue(options.Output),
                () => SignCommand.PrepareAsync(
                    terminal,
                    options,
                    parsed,
                    static () => { },
                    () => SignCommand.MeasureInput(input),
                    async _ =>
                    {
                        await RequireCredentialsAsync(terminal, input, cancellationToken).ConfigureAwait(false);
                        return definition;
                    },
                    cancellationToken),
                (signing, progress, output) => inPlace
                    ? Mp4.UpdateAsync(input, signing.Definition, signing.Signer, signing.Options with { OcspClient = client }, container, cancellationToken)
                    : Mp4.UpdateAsync(input, output, signing.Definition, signing.Signer, signing.Options with { OcspClient = client }, container, progress, cancellationToken),
                "updated").ConfigureAwait(false);
        });
        return command;
    }

    private static Redaction[] ReadRedactions(string[] assertions, string? reason)
    {
        if (assertions.Length > 0 != reason is not null)
        {
            throw CommandException.Usage(reason is null ? "say why it is redacted: --reason WHY" : "--reason has a meaning only with --redact", "for example --redact c2pa.metadata --reason personal-data");
        }

        string why = reason switch
        {
            "personal-data" => RedactionReason.PersonalData,
            "invalid-data" => RedactionReason.InvalidData,
            "trade-secret" => RedactionReason.TradeSecret,
            "government-confidential" => RedactionReason.GovernmentConfidential,
            _ => reason ?? string.Empty,
        };
        return [.. assertions.Select(a => new Redaction(a, why))];
    }

    private static Task RequireCredentialsAsync(Terminal terminal, string input, CancellationToken cancellationToken) => SupportedAsset.ReadAsync(
        terminal, input, (_, asset) => asset.Stores.Count > 0 ? Task.FromResult(asset) : throw SupportedAsset.WithoutStore(asset, input), cancellationToken);
}
