using System.Globalization;
using System.Runtime.CompilerServices;

namespace Provenance;

/// <summary>What is said where one of the <see cref="ParserLimits"/> ends the reading: always its name and its value, so that whoever needs more knows what to raise.</summary>
internal static class ExceededLimit
{
    /// <summary>The sentence.</summary>
    /// <param name="what">What is too much, without the full stop.</param>
    /// <param name="value">The limit: the property itself, for its name.</param>
    /// <param name="limit">Made by the compiler.</param>
    public static string Sentence(string what, int value, [CallerArgumentExpression(nameof(value))] string limit = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{what} (limit {limit[(limit.LastIndexOf('.') + 1)..]}: {value}).");
}
