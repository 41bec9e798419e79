namespace Provenance.Bmff;

/// <summary>
/// How the media of an output is bound to its manifest: what the hash assertion looks like before anything is hashed, what stands in the file
/// because of it, and what hashes the output while it is written. Made from the input once; good for any number of layouts.
/// </summary>
internal abstract class MediaBinding
{
    /// <summary>The assertion with hashes of zeros: exactly as long as it will be.</summary>
    public abstract BmffHashAssertion Template { get; }

    /// <summary>What changes in the file apart from the manifest, in ascending order.</summary>
    public virtual IReadOnlyList<BoxEdit> Edits => [];

    /// <summary>Starts to hash an output.</summary>
    /// <param name="output">The boxes of the output as they will be.</param>
    /// <param name="matches">What of it is excluded.</param>
    public abstract MediaHash Start(BoxIndex output, ExclusionMatches matches);

    /// <summary>Chooses the form of the binding.</summary>
    /// <param name="input">The input, looked at and found sound.</param>
    /// <param name="options">How it is signed.</param>
    /// <param name="container">What is asked for.</param>
    /// <exception cref="SigningException">What is asked for cannot be done with this input.</exception>
    public static MediaBinding For(BoxIndex input, SigningOptions options, Mp4SigningOptions container)
    {
        if (container.Merkle is not { } merkle)
        {
            return new WholeFileBinding(options.Hash);
        }

        return input.Root(BoxTypes.Moof) is null
            ? new MediaDataBinding(input, options.Hash, merkle, options.IngredientValidation.Limits)
            : new FragmentBinding(input, options.Hash, merkle, options.IngredientValidation.Limits);
    }
}

/// <summary>A change of the input with the bytes that come in.</summary>
/// <param name="Edit">What goes and how much comes.</param>
/// <param name="Bytes">What comes; null for the manifest box and for a table in its wide form.</param>
/// <param name="IsMerkleBox">Whether it is a Merkle box, or several.</param>
internal readonly record struct BoxEdit(Edit Edit, ReadOnlyMemory<byte>? Bytes, bool IsMerkleBox = false)
{
    /// <summary>The box whose content changes in length, or null at the root.</summary>
    public Box? Inside { get; init; }

    /// <summary>Whether as many bytes come as go, in the midst of others that stay: media around it keeps being found by its place.</summary>
    public bool IsPatch { get; init; }
}

/// <summary>Hashes an output while it is written.</summary>
internal abstract class MediaHash : IMediaReceiver, IDisposable
{
    /// <summary>The digests that the assertion is made of, once it is finished: as the validator asks for them.</summary>
    public WrittenDigests Written { get; } = new();

    /// <summary>Media that is hashed in blocks, in file order, and not taken.</summary>
    public virtual IReadOnlyList<LeafRun> Leaves => [];

    public abstract void Append(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>The assertion, once every byte was taken; as long as the template.</summary>
    public abstract BmffHashAssertion Finish();

    /// <summary>What is to be written over the output then: the Merkle boxes, in file order. Bytes are good until the next is asked for.</summary>
    public virtual IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Boxes => [];

    public abstract void Dispose();
}
