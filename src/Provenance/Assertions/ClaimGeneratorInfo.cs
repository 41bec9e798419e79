using Provenance.Cbor;

namespace Provenance;

/// <summary>A claim generator or software agent (§10.2.3, <c>generator-info-map</c>).</summary>
/// <param name="Name">The product's name.</param>
/// <param name="Version">Its version, or null.</param>
public sealed record ClaimGeneratorInfo(string Name, string? Version = null)
{
    /// <summary>The operating system, or null.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>The version of the standard it follows (SemVer); signing writes 2.4.0.</summary>
    public string? SpecVersion { get; init; }

    /// <summary>The icon: an embedded data assertion with the label <c>c2pa.icon</c>, or null.</summary>
    public AssertionReference? Icon { get; init; }

    /// <summary>Members of the map beside those above, untouched; names are entity-specific, for example <c>com.example.build</c> (§6.2.1).</summary>
    public IReadOnlyDictionary<string, CborValue> AdditionalMembers { get; init; } = CborMembers.None;

    /// <summary>Reads a <c>generator-info-map</c>; null when it is not a map or has no name.</summary>
    public static ClaimGeneratorInfo? FromCbor(CborValue? value)
    {
        if (value?["name"]?.AsText is not { Length: > 0 } || value.Entries.Any(e => e.Key.AsText is null))
        {
            return null;
        }

        var members = new CborMembers(value, "generator info");
        return new ClaimGeneratorInfo(members.Text("name")!, members.Text("version"))
        {
            OperatingSystem = members.Text("operating_system"),
            SpecVersion = members.Text("specVersion"),
            Icon = members.Reference("icon"),
            AdditionalMembers = members.Rest,
        };
    }

    /// <summary>Writes the <c>generator-info-map</c>.</summary>
    /// <exception cref="InvalidOperationException">The icon is referred to by object and the manifest has not been made yet.</exception>
    public CborValue ToCbor() => CborMembers.Write(
        AdditionalMembers,
        ("name", CborValue.Text(Name)),
        ("version", CborMembers.OfText(Version)),
        ("operating_system", CborMembers.OfText(OperatingSystem)),
        ("specVersion", CborMembers.OfText(SpecVersion)),
        ("icon", Icon?.ToCbor()));

    internal IEnumerable<Assertion> Targets => Icon?.Target is { } target ? [target] : [];

    internal ClaimGeneratorInfo Resolve(Func<Assertion, HashedUri> resolve) => Icon?.Target is null ? this : this with { Icon = Icon.Resolve(resolve) };

    internal IEnumerable<string> Violations(string what)
    {
        foreach (string? problem in new[]
        {
            TextRule.Check($"{what} name", Name, "10.2.3.2"),
            TextRule.Check($"{what} version", Version, "10.2.3.2", emptyAllowed: true),
            TextRule.Check($"{what} operating_system", OperatingSystem, "10.2.3.2", emptyAllowed: true),
        })
        {
            if (problem is not null)
            {
                yield return problem;
            }
        }

        if (Icon?.Target is { } icon && !string.Equals(icon.Label, EmbeddedDataAssertion.IconLabel, StringComparison.Ordinal))
        {
            yield return $"The icon of the {what} must be an embedded data assertion with the label c2pa.icon (§10.2.3.2), not {icon.Label}.";
        }

        foreach (string key in AdditionalMembers.Keys.Where(k => !LabelRule.IsEntitySpecific(k)))
        {
            yield return $"The {what} has the member '{TextRule.Shorten(key)}': members beside the standard's are entity-specific, such as com.example.{TextRule.Shorten(key)} (§10.2.3.2).";
        }
    }
}
