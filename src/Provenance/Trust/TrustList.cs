namespace Provenance;

/// <summary>An immutable list of trust anchors (§14.4). Which list is for what is the caller's choice: one for claim signers, another for time-stamp authorities.</summary>
public sealed class TrustList
{
    /// <summary>Makes a list.</summary>
    public TrustList(params IEnumerable<TrustAnchor> anchors) => Anchors = [.. anchors];

    /// <summary>Trusts nobody.</summary>
    public static TrustList None { get; } = new();

    /// <summary>The anchors in the order given.</summary>
    public IReadOnlyList<TrustAnchor> Anchors { get; }

    /// <summary>Whether nobody is trusted.</summary>
    public bool IsEmpty => Anchors.Count == 0;

    /// <summary>The EKUs that <c>--trust</c> anchors serve: claim signing, e-mail protection and document signing (§14.5.1.1).</summary>
    public static IReadOnlyCollection<string> SignerUsages { get; } = [ExtendedKeyUsage.ClaimSigning, ExtendedKeyUsage.EmailProtection, ExtendedKeyUsage.DocumentSigning];

    /// <summary>The EKU that time-stamp anchors serve.</summary>
    public static IReadOnlyCollection<string> TimestampUsages { get; } = [ExtendedKeyUsage.TimeStamping];

    /// <summary>Reads every certificate of a PEM bundle as an anchor.</summary>
    /// <param name="pem">The text; other PEM blocks and comments are passed over.</param>
    /// <param name="usages">The EKUs the anchors serve.</param>
    /// <param name="source">Where the text comes from, for people.</param>
    /// <exception cref="ArgumentException">The text holds no certificate, or one that cannot be read.</exception>
    public static TrustList FromPem(string pem, IReadOnlyCollection<string> usages, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        ArgumentNullException.ThrowIfNull(usages);
        return TrustListText.ReadPem(pem, usages, source);
    }

    /// <summary>Reads a PEM bundle or the published ETSI TS 119 602 JSON. Times of status become the anchors' own limits of trust (§14.4.1).</summary>
    /// <param name="text">The text of either form.</param>
    /// <param name="usages">The EKUs the anchors serve.</param>
    /// <param name="source">Where the text comes from, for people.</param>
    /// <exception cref="ArgumentException">The text is neither, holds no certificate, or one that cannot be read.</exception>
    public static TrustList Parse(string text, IReadOnlyCollection<string> usages, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(usages);
        return TrustListText.Read(text, usages, source);
    }

    /// <summary>Reads a trust list for claim signers: a PEM bundle, or the published ETSI TS 119 602 JSON.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The file is neither, holds no certificate, or one that cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrustList ForSigners(string path) => Parse(File.ReadAllText(path), SignerUsages, path);

    /// <summary>Reads a trust list for time-stamp authorities: a PEM bundle, or the published ETSI TS 119 602 JSON.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The file is neither, holds no certificate, or one that cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrustList ForTimestamps(string path) => Parse(File.ReadAllText(path), TimestampUsages, path);

    /// <summary>One list with the anchors of both.</summary>
    public TrustList Concat(TrustList other) => new(Anchors.Concat(other.Anchors));
}
