using System.CommandLine;

namespace Provenance.Cli.Commands;

/// <summary>What an update adds to content credentials (§11.2.3), as the command line says it.</summary>
internal sealed class UpdateOptions
{
    private readonly Option<bool> _published = new("--published") { Description = "Says that the video was published." };

    private readonly Option<bool> _metadataEdited = new("--metadata-edited") { Description = "Says that metadata was edited and the content was not." };

    private readonly Option<string[]> _redact = new("--redact")
    {
        Description = "An assertion of an earlier manifest that is removed: its label, or its full JUMBF URI. May be given several times. Actions and hard bindings stay.",
        HelpName = "ASSERTION",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Why it is removed (required with --redact): personal-data, invalid-data, trade-secret, government-confidential, or a label of your own such as com.example.consent-withdrawn.",
        HelpName = "WHY",
    };

    private readonly Option<bool> _timestampEarlier = new("--timestamp-earlier") { Description = "Time-stamps the earlier signatures that have none, so that they outlive their certificates. Needs --tsa." };

    private readonly Option<bool> _certificateStatus = new("--certificate-status") { Description = "Asks the earlier signers' certificate authorities whether their certificates were revoked, and records the answers." };

    /// <summary>Adds the options, and those of signing that an update has.</summary>
    /// <param name="command">The command.</param>
    /// <param name="signing">The options of signing.</param>
    /// <param name="further">Further options of the command.</param>
    public void AddTo(Command command, SignOptions signing, params Option[] further)
    {
        foreach (Option option in (Option[])
            [
                signing.Output, signing.InPlace, _published, _metadataEdited, _redact, _reason, _timestampEarlier, _certificateStatus, .. further, signing.Certificate, signing.Key,
                signing.Generator, signing.Title, signing.Authority, signing.Timestamp, signing.Hash, signing.Algorithm, signing.Quiet,
            ])
        {
            command.Options.Add(option);
        }

        signing.Trust.AddListsTo(command);
    }

    /// <summary>Reads what is added.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">The options of signing.</param>
    /// <exception cref="CommandException">Nothing is added, or something contradicts itself.</exception>
    public UpdateDefinition Read(ParseResult parsed, SignOptions options)
    {
        ClaimAction[] actions =
        [
            .. parsed.GetValue(_metadataEdited) ? [new ClaimAction(ActionName.EditedMetadata)] : Array.Empty<ClaimAction>(),
            .. parsed.GetValue(_published) ? [new ClaimAction(ActionName.Published)] : Array.Empty<ClaimAction>(),
        ];
        var definition = new UpdateDefinition
        {
            ClaimGenerator = SignCommand.ReadGenerator(parsed.GetValue(options.Generator)),
            Title = parsed.GetValue(options.Title),
            Assertions = actions.Length == 0 ? [] : [new ActionsAssertion(actions)],
            Redactions = ReadRedactions(parsed.GetValue(_redact) ?? [], parsed.GetValue(_reason)),
            TimestampEarlierManifests = parsed.GetValue(_timestampEarlier),
            RecordCertificateStatus = parsed.GetValue(_certificateStatus),
        };
        if (definition is { Assertions: [], Redactions: [], Title: null, TimestampEarlierManifests: false, RecordCertificateStatus: false })
        {
            throw CommandException.Usage("say what is added: --published, --metadata-edited, --redact, --timestamp-earlier, --certificate-status or --title");
        }

        if (definition.TimestampEarlierManifests && parsed.GetValue(options.Authority) is not { Length: > 0 })
        {
            throw CommandException.Usage("--timestamp-earlier needs an authority: --tsa URL");
        }

        return definition;
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
}
