namespace Provenance.Tests.Attacks;

/// <summary>What a reading cost.</summary>
/// <param name="State">The verdict.</param>
/// <param name="Time">Processor time of its thread.</param>
/// <param name="Allocated">What it allocated on its thread, in bytes.</param>
/// <param name="Codes">The codes of the failures.</param>
internal sealed record Measured(ValidationState State, TimeSpan Time, long Allocated, string Codes)
{
    /// <summary>Reads with the validator and asks for everything that can be asked of the result.</summary>
    public static Measured Read(Validator validator, AssetSource asset)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var start = ThreadTime.Now;
        var result = validator.ValidateAsync(asset).GetAwaiter().GetResult();
        _ = result.Generation.Edits.Count;
        result.WriteCrJson(Stream.Null);
        return new(result.State, ThreadTime.Now - start, GC.GetAllocatedBytesForCurrentThread() - before, Reading.Of(result).Codes);
    }

    /// <inheritdoc/>
    public override string ToString() => System.FormattableString.Invariant($"{State}, {Time.TotalMilliseconds:0} ms, {Allocated >> 20} MB allocated; {Codes}");
}
