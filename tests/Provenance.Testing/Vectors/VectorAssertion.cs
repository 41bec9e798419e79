using Provenance.Cbor;

namespace Provenance.Testing;

/// <summary>An assertion of a recipe; made when first asked for, because its content may refer to other assertions.</summary>
internal sealed class VectorAssertion(string label, Func<VectorManifest, string, Listing, TestAssertion> make)
{
    private TestAssertion? _built;
    private bool _isBeingBuilt;

    /// <summary>The label.</summary>
    public string Label { get; set; } = label;

    /// <summary>Where the claim lists it.</summary>
    public Listing Listing { get; set; } = Listing.Created;

    /// <summary>Whether it is taken out altogether.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Changes its content, in order.</summary>
    public List<Func<VectorManifest, CborValue, CborValue>> ContentEdits { get; } = [];

    /// <summary>Changes what a test wants of it, in order.</summary>
    public List<Func<VectorManifest, TestAssertion, TestAssertion>> Edits { get; } = [];

    /// <summary>The assertion.</summary>
    public TestAssertion Built(VectorManifest manifest)
    {
        if (_built is null)
        {
            if (_isBeingBuilt)
            {
                throw new InvalidDataException($"Recipe: {Label} refers to itself.");
            }

            _isBeingBuilt = true;
            _built = Make(manifest);
        }

        return _built;
    }

    private TestAssertion Make(VectorManifest manifest)
    {
        var made = make(manifest, Label, Listing);
        if (ContentEdits.Count > 0)
        {
            if (!CborValue.TryParse(made.Boxes[0][8..], ParserLimits.Default, out var content, out string? error))
            {
                throw new InvalidDataException(error);
            }

            foreach (var edit in ContentEdits)
            {
                content = edit(manifest, content);
            }

            made = TestAssertion.Cbor(Label, content, Listing);
        }

        return Edits.Aggregate(made, (a, edit) => edit(manifest, a));
    }
}
