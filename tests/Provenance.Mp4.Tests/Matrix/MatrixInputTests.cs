using System.Text.Json;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

/// <summary>What is not to be signed is refused before anything is written, in every mode, as <c>tests/Matrix/inputs.json</c> says; what is harmless is signed.</summary>
public sealed class MatrixInputTests
{
    private const string Signs = "Signs";

    public static IReadOnlyDictionary<string, string> Expected { get; } =
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Repository.PathOf("tests", "Matrix", "inputs.json")))!;

    public static TheoryData<string, string> Inputs() => [.. Expected.Select(e => (e.Key, e.Value))];

    [Fact]
    public void The_data_and_the_code_name_the_same_inputs() => Assert.Equal(MatrixInputs.All.Keys, Expected.Keys);

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task An_input_that_lies_is_refused_before_anything_is_written(string name, string expected)
    {
        foreach (MerkleOptions? merkle in new MerkleOptions?[] { null, new() { BlockSize = 1024, StoredRow = 0 }, new() { BlockSize = 1024, StoredRow = 99, AlignToSyncSamples = true } })
        {
            var input = MatrixInputs.All[name]();
            int written = 0;
            async Task SignAsync()
            {
                // What carries an old store is signed anew.
                var options = Signing.Options with { IfSigned = IfSigned.Replace };
                if (input.Segments is { } segments)
                {
                    await using var sink = new CountingSink(() => written++);
                    var rendition = new Rendition { Init = AssetSource.FromMemory(input.Main), Segments = [.. segments.Select(s => AssetSource.FromMemory(s))] };
                    await FragmentedMp4.SignAsync([rendition], sink, Signing.Definition, Signing.Signer(), options, merkle);
                    return;
                }

                var output = new MemoryStream();
                try
                {
                    await Mp4.SignAsync(AssetSource.FromMemory(input.Main), output, Signing.Definition, Signing.Signer(), options, new Mp4SigningOptions { Merkle = merkle });
                    Assert.Equal(ValidationState.Trusted, (await Signing.ValidateAsync(output.ToArray())).State);
                    Assert.Equal(MediaProbe.Follow(input.Main), MediaProbe.Follow(output.ToArray()));
                }
                finally
                {
                    written += (int)output.Length;
                }
            }

            if (expected == Signs)
            {
                await SignAsync();
                Assert.NotEqual(0, written);
                continue;
            }

            var refused = await Assert.ThrowsAsync<SigningException>(SignAsync);
            Assert.Equal(expected, refused.Fault.ToString());
            Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
            Assert.Equal(0, written);
        }
    }

    private sealed class CountingSink(Action opened) : SegmentSink
    {
        public override ValueTask<Stream> OpenAsync(SegmentFile file, CancellationToken cancellationToken = default)
        {
            opened();
            return new(new MemoryStream());
        }
    }
}
