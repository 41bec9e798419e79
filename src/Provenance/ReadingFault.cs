using System.Runtime.CompilerServices;

namespace Provenance;

/// <summary>Why bytes could not be read. Those that go over a limit need not be wrong, and are not called so.</summary>
/// <param name="Sentence">A plain sentence.</param>
/// <param name="IsLimit">Whether a limit ended the reading.</param>
internal sealed record ReadingFault(string Sentence, bool IsLimit = false)
{
    /// <summary>A limit ended the reading; see <see cref="ExceededLimit.Sentence"/>.</summary>
    public static ReadingFault Limit(string what, int value, [CallerArgumentExpression(nameof(value))] string limit = "") => new(ExceededLimit.Sentence(what, value, limit), IsLimit: true);
}

/// <summary>A <see cref="ReadingFault"/> on its way out of a parser.</summary>
internal sealed class ReadingFaultException(ReadingFault fault) : FormatException(fault.Sentence)
{
    /// <summary>The fault.</summary>
    public ReadingFault Fault { get; } = fault;
}
