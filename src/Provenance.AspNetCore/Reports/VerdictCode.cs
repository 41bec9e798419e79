namespace Provenance.Reports;

/// <summary>A verdict as a number for scripts: the exit code of <c>provenance verify</c> and the member <c>exitCode</c> of a report.</summary>
internal static class VerdictCode
{
    /// <summary>The file meets what is required.</summary>
    public const int Met = 0;

    /// <summary>The credentials do not hold: something was changed, or they cannot be used.</summary>
    public const int Failed = 1;

    /// <summary>Everything holds, but the signer is on no given trust list.</summary>
    public const int NotTrusted = 3;

    /// <summary>The file carries no content credentials.</summary>
    public const int NoCredentials = 4;

    /// <summary>The file cannot be read, or is not of a kind we know.</summary>
    public const int Unreadable = 5;
}
