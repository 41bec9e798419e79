using System.Buffers;

namespace Provenance.Tests.Cli.Samples;

/// <summary>The sample of the README on live video, compiled: the lines between the marks are the lines there.</summary>
internal static class LiveSample
{
    public static async Task PackAsync(AssetSource init, IAsyncEnumerable<byte[]> packaged, ManifestDefinition manifest, ClaimSigner signer, SigningOptions signing, Func<string, ReadOnlySequence<byte>, Task> publishAsync)
    {
        // Packager begins
        using var live = await LiveSigner.CreateAsync(init, manifest, signer, signing);
        await publishAsync("init.mp4", new(live.InitSegment));
        await foreach (byte[] segment in packaged)
        {
            if (live.IsRotationDue)                              // three quarters of the key's day are over
            {
                await live.RotateKeyAsync();
                await publishAsync($"init-{live.LastSequenceNumber}.mp4", new(live.InitSegment));
            }

            var signed = await live.SignSegmentAsync(segment);   // read once, not copied
            await publishAsync($"{signed.SequenceNumber}.m4s", signed.Bytes);
        }
        // Packager ends
    }

    public static async Task PlayAsync(IAsyncEnumerable<AssetSource> arriving, ValidationOptions options, Action<string> show)
    {
        // Player begins
        var session = new LiveSession(options);
        await foreach (var verdict in session.ValidateAsync(arriving))   // initialization segments and media segments
        {
            show($"{verdict.SequenceNumber}: {verdict.Finding}");        // Authentic, Altered, OutOfOrder, …; verdict.Fault says why
        }
        // Player ends
    }
}
