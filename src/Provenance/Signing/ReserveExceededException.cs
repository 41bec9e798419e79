namespace Provenance;

/// <summary>The signature structure did not fit into what was reserved.</summary>
internal sealed class ReserveExceededException(int needed) : Exception("The signature is larger than the reserved space.")
{
    /// <summary>Bytes to reserve, with some room as time-stamps vary in length.</summary>
    public int Needed { get; } = needed;
}
