namespace Provenance.Cryptography.MultiLane;

/// <summary>What hashes the messages of one word size on this machine.</summary>
/// <param name="Engine">The engine, or null for the BCL alone.</param>
/// <param name="SpeedUp">
/// Throughput of the engine with all lanes busy, in throughputs of the BCL. Infinite means that no message is left to the BCL.
/// </param>
internal readonly record struct LaneChoice(LaneEngine? Engine, double SpeedUp)
{
    /// <summary>The BCL hashes everything.</summary>
    public static LaneChoice Bcl => new(Engine: null, SpeedUp: 1);

    /// <summary>This engine hashes everything, however slow: for tests and measurements.</summary>
    public static LaneChoice Forced(LaneEngine engine) => new(engine, double.PositiveInfinity);
}
