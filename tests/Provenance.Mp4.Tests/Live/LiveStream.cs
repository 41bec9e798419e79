namespace Provenance.Tests.Bmff;

/// <summary>Signs and validates live streams in memory.</summary>
internal static class LiveStream
{
    public static async Task<LiveSigner> SignerAsync(byte[] init, LiveSigningOptions? live = null, SigningOptions? options = null, ClaimSigner? signer = null) =>
        await LiveSigner.CreateAsync(AssetSource.FromMemory(init), Signing.Definition, signer ?? Signing.Signer(), options ?? Signing.Options, live);

    /// <summary>Signs everything; the initialization segment comes first.</summary>
    public static async Task<List<byte[]>> SignAsync((byte[] Init, byte[][] Segments) plain, LiveSigningOptions? live = null, SigningOptions? options = null)
    {
        using var signer = await SignerAsync(plain.Init, live, options);
        var signed = new List<byte[]> { signer.InitSegment.ToArray() };
        foreach (byte[] segment in plain.Segments)
        {
            signed.Add((await signer.SignSegmentAsync(segment)).ToArray());
        }

        return signed;
    }

    public static async Task<List<SegmentVerdict>> ValidateAsync(IEnumerable<byte[]> segments, ValidationOptions? options = null, DateTimeOffset? streamStart = null)
    {
        var verdicts = new List<SegmentVerdict>();
        var session = new LiveSession(options ?? Signing.Validator.Options) { StreamStart = streamStart };
        await foreach (var verdict in session.ValidateAsync(segments.Select(s => AssetSource.FromMemory(s))))
        {
            verdicts.Add(verdict);
        }

        return verdicts;
    }

    public static void AllAuthentic(List<SegmentVerdict> verdicts) => Assert.All(verdicts, v => Assert.True(v.Finding == SegmentFinding.Authentic, $"{v.Index}: {v.Finding} {v.Fault}"));

    /// <summary>The codes of what is wrong, the first one first.</summary>
    public static string[] Codes(SegmentVerdict verdict) => verdict.Fault is { } fault ? [fault.Code.Value, .. verdict.FurtherFaults.Select(f => f.Code.Value)] : [];
}
