using Provenance.Cli.Commands.Batch;

namespace Provenance.Cli.Commands;

/// <summary>
/// <c>verify --range</c> and <c>--partial</c>: are these bytes what was signed? Never a verdict on the whole video, of which nothing but the credentials and
/// what is not media was looked at.
/// </summary>
internal static class RangeVerification
{
    /// <summary>Examines a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="terminal">Where to spool standard input.</param>
    /// <param name="read">Gives the part of the file that is there, and what is asked.</param>
    /// <param name="options">What is trusted.</param>
    /// <param name="required">What the credentials must reach.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<FileReport> RunAsync(
        InputFile file,
        Terminal terminal,
        Func<AssetSource, (PartialFile File, IReadOnlyList<FileRange> Ranges, bool IsWhole)> read,
        ValidationOptions options,
        ValidationState required,
        CancellationToken cancellationToken)
    {
        var source = await file.OpenAsync(terminal, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var (part, ranges, isWhole) = read(source);
            var asset = await OpenAsync(part, options, cancellationToken).ConfigureAwait(false);
            var findings = new List<RangeFinding>();
            foreach (var range in ranges)
            {
                findings.AddRange(RangeFinding.Of(range, await asset.ValidateAsync(range, cancellationToken).ConfigureAwait(false)));
            }

            return new FileReport(file.Path, asset.Validation, Judge(asset, findings, required, isWhole)) { Ranges = findings };
        }
    }

    private static async Task<PartialAsset> OpenAsync(PartialFile part, ValidationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await PartialAsset.OpenAsync(part, options, cancellationToken).ConfigureAwait(false);
        }
        catch (MissingBytesException e)
        {
            var missing = new RangeFinding(e.Range, PieceStatus.Missing, Fault: null);
            throw new CommandException(ExitCode.Unreadable, $"{missing.Bytes} are needed first: they are not media, and without them nothing can be said", "fetch them and ask again", e);
        }
    }

    private static Verdict Judge(PartialAsset asset, List<RangeFinding> findings, ValidationState required, bool isWhole)
    {
        var credentials = asset.Validation;
        if (asset.IsBoundAsWhole && credentials.Failures.All(f => f.Code == ValidationStatusCode.SigningCredentialUntrusted || f.Code == ValidationStatusCode.AssertionBmffHashMismatch))
        {
            string then = isWhole ? "verify it without --range" : "wait for all of it";
            return new($"NOT JUDGED — the credentials bind the video as a whole and not piece by piece: {then}", VerdictTone.Neutral, ExitCode.Unreadable);
        }

        if (credentials.State < ValidationState.Valid)
        {
            return Verdict.Of(credentials, required);
        }

        string Bytes(PieceStatus status) => findings.First(f => f.Status == status).Bytes + (findings.Count(f => f.Status == status) > 1 ? " (and more)" : string.Empty);
        bool Has(PieceStatus status) => findings.Exists(f => f.Status == status);
        if (Has(PieceStatus.Altered))
        {
            return new($"NOT AUTHENTIC — {Bytes(PieceStatus.Altered)} were changed after signing", VerdictTone.Alarm, ExitCode.VerificationFailed);
        }

        // While a file arrives, there always is a piece of which the end is missing; it is the others that can be played.
        if (!Has(PieceStatus.Authentic) || (isWhole && Has(PieceStatus.Missing)))
        {
            return Has(PieceStatus.Missing)
                ? new($"NOT ALL THERE — {Bytes(PieceStatus.Missing)} make one piece with what was asked for, and have not arrived", VerdictTone.Neutral, ExitCode.Unreadable)
                : new($"UNPROTECTED — no hash covers {Bytes(PieceStatus.Unprotected)}, by the standard: they may be anybody's", VerdictTone.Caution, ExitCode.VerificationFailed);
        }

        string but = (Has(PieceStatus.Unprotected) ? $", but for {Bytes(PieceStatus.Unprotected)}, which no hash covers" : string.Empty)
            + (Has(PieceStatus.Missing) ? $", but for {Bytes(PieceStatus.Missing)}, which have not all arrived" : string.Empty);
        return credentials.State == ValidationState.Trusted
            ? new($"THESE BYTES ARE AUTHENTIC — {Bytes(PieceStatus.Authentic)} are what was signed{but}, and the signer is on the trust list; the rest of the video was not looked at", VerdictTone.Good, ExitCode.Success)
            : new(
                $"THESE BYTES ARE AUTHENTIC, NOT TRUSTED — {Bytes(PieceStatus.Authentic)} are what was signed{but}, but the signer is on no trust list that was given",
                VerdictTone.Caution,
                required == ValidationState.Valid ? ExitCode.Success : ExitCode.NotTrusted);
    }
}
