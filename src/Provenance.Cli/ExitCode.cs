namespace Provenance.Cli;

/// <summary>What the process answers; scripts rely on these numbers.</summary>
internal static class ExitCode
{
    /// <summary>Done; for <c>verify</c>: every file meets <c>--require</c>.</summary>
    public const int Success = VerdictCode.Met;

    /// <summary>The credentials do not hold: something was changed, or they cannot be used.</summary>
    public const int VerificationFailed = VerdictCode.Failed;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Everything holds, but the signer is on no given trust list.</summary>
    public const int NotTrusted = VerdictCode.NotTrusted;

    /// <summary>The file carries no content credentials.</summary>
    public const int NoCredentials = VerdictCode.NoCredentials;

    /// <summary>The file is missing, cannot be read, or is not of a kind we know.</summary>
    public const int Unreadable = VerdictCode.Unreadable;

    /// <summary>Signing (or writing another output) was refused or failed; the old output is intact.</summary>
    public const int SigningFailed = 6;

    /// <summary>A fault of this program.</summary>
    public const int Internal = 70;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    // From best to worst: a changed file is worse news than one that could not be judged.
    private static readonly int[] Ranking = [Success, NotTrusted, NoCredentials, Unreadable, SigningFailed, VerificationFailed];

    /// <summary>The worse of two codes: 0, 3, 4, 5, 6, 1 from best to worst.</summary>
    public static int Worse(int one, int other)
    {
        int first = Array.IndexOf(Ranking, one);
        int second = Array.IndexOf(Ranking, other);
        return first < 0 ? one : second < 0 || second > first ? other : one;
    }

    /// <summary>Orders codes from best to worst.</summary>
    public static int Compare(int one, int other) => one == other ? 0 : Worse(one, other) == one ? 1 : -1;
}
