using System.Globalization;
using System.Runtime.InteropServices;

namespace Provenance;

/// <summary>
/// Gives every assertion of a definition its place: those referred to before those that refer to them, so that hashes can be taken in one pass,
/// and labels with instance suffixes (§6.4).
/// </summary>
internal sealed class AssertionPlacement
{
    // Actions refer to ingredients, these to data and thumbnails: three deep. Hand-made chains need no more.
    private const int MaxDepth = 16;

    private readonly List<PlacedAssertion> _placed = [];
    private readonly Dictionary<Assertion, bool> _listed = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Assertion> _done = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _instances = new(StringComparer.Ordinal);

    private AssertionPlacement()
    {
    }

    /// <summary>Places what the definition lists and what that refers to.</summary>
    /// <exception cref="SigningException">An assertion is listed twice, or references run in a circle.</exception>
    public static IReadOnlyList<PlacedAssertion> Place(IReadOnlyList<Assertion> created, IReadOnlyList<Assertion> gathered, IEnumerable<Assertion> referredByClaim)
    {
        var placement = new AssertionPlacement();
        placement.List(created, isGathered: false);
        placement.List(gathered, isGathered: true);
        foreach (var assertion in referredByClaim.Concat(created))
        {
            placement.Visit(assertion, isGathered: false, depth: 0);
        }

        foreach (var assertion in gathered)
        {
            placement.Visit(assertion, isGathered: true, depth: 0);
        }

        return placement._placed;
    }

    private void List(IReadOnlyList<Assertion> assertions, bool isGathered)
    {
        foreach (var assertion in assertions)
        {
            if (assertion is null)
            {
                throw Invalid("The definition lists an assertion that is null.");
            }

            if (!_listed.TryAdd(assertion, isGathered))
            {
                throw Invalid($"The definition lists the same {TextRule.Shorten(assertion.Label)} assertion twice; a claim names each once (§10.2.2).");
            }
        }
    }

    private void Visit(Assertion assertion, bool isGathered, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Invalid("Assertions refer to each other in a circle, or in too long a chain.");
        }

        if (_done.Contains(assertion))
        {
            return;
        }

        foreach (var target in assertion.Targets)
        {
            Visit(target, isGathered, depth + 1);
        }

        if (_done.Add(assertion))
        {
            // The list that names an assertion decides; one that none names goes where it is referred to.
            _placed.Add(new PlacedAssertion(assertion, NextLabel(assertion.Label), _listed.GetValueOrDefault(assertion, isGathered)));
        }
    }

    private string NextLabel(string label)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_instances, label, out _);
        count++;
        return count == 1 ? label : string.Create(CultureInfo.InvariantCulture, $"{label}__{count - 1}");
    }

    private static SigningException Invalid(string message) => new(SigningFault.InvalidDefinition, message);
}
