namespace Provenance.Jumbf;

/// <summary>A JUMBF superbox (<c>jumb</c>): a description, then content boxes or further superboxes, in file order.</summary>
public sealed record JumbfSuperbox
{
    private Dictionary<string, JumbfSuperbox?>? _byLabel;

    /// <summary>The description box.</summary>
    public required JumbfDescription Description { get; init; }

    /// <summary>The label, or the empty string when the box has none.</summary>
    public string Label => Description.Label ?? string.Empty;

    /// <summary>The content type UUID.</summary>
    public Guid ContentType => Description.ContentType;

    /// <summary>The content boxes that are not superboxes, in file order.</summary>
    public required IReadOnlyList<JumbfBox> Boxes { get; init; }

    /// <summary>The superboxes inside, in file order.</summary>
    public required IReadOnlyList<JumbfSuperbox> Children { get; init; }

    /// <summary>The whole box as stored, header included.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>What a hashed URI to this box covers (§8.4.2.3): the box without its own LBox/TBox (and XLBox) header.</summary>
    public required ReadOnlyMemory<byte> HashedContent { get; init; }

    /// <summary>Offset of the first byte of <see cref="Encoded"/> from the start of the manifest store.</summary>
    public int Offset { get; init; }

    /// <summary>The payload of the first content box of the given type, or null when there is none.</summary>
    public ReadOnlyMemory<byte>? Content(string type)
    {
        foreach (var box in Boxes)
        {
            if (string.Equals(box.Type, type, StringComparison.Ordinal))
            {
                return box.Payload;
            }
        }

        return null;
    }

    /// <summary>
    /// The child with the label. Two children with the same label are ambiguous and resolve to none (§8.4.1, 2.4).
    /// </summary>
    public JumbfSuperbox? Child(string label) => (_byLabel ??= IndexChildren()).GetValueOrDefault(label);

    // Stores hold as many references as they like: each is one look-up. Built on first use; a race builds the same index twice.
    private Dictionary<string, JumbfSuperbox?> IndexChildren()
    {
        var index = new Dictionary<string, JumbfSuperbox?>(StringComparer.Ordinal);
        foreach (var child in Children)
        {
            if (child.Description.IsRequestable && !index.TryAdd(child.Label, child))
            {
                index[child.Label] = null;
            }
        }

        return index;
    }
}
