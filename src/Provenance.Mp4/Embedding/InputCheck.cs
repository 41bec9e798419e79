namespace Provenance.Bmff;

/// <summary>Whether an input is of a form that can be signed, and where its manifest goes (§A.5.3).</summary>
internal static class InputCheck
{
    private static readonly FourCC Cmov = new("cmov");
    private static readonly FourCC CanonRaw = new("crx ");

    /// <summary>Refuses what is not an ISO base media file, or is damaged.</summary>
    public static void RequireSound(BoxIndex index)
    {
        if (index.Length == 0)
        {
            throw Refusal.Unsupported("The file is empty.");
        }

        if (!index.Roots.Any(b => b.Type == BoxTypes.Ftyp || b.Type == BoxTypes.Styp || b.Type == BoxTypes.Moov || b.Type == BoxTypes.Moof || b.Type == BoxTypes.Mdat))
        {
            throw Refusal.Unsupported("The file is not an MP4 or another ISO base media file.");
        }

        if (index.Damage.Count > 0)
        {
            var damage = index.Damage[0];
            throw damage.IsLimit ? new SigningException(SigningFault.Limit, damage.Sentence) : Refusal.Unsupported($"The file is damaged. {damage.Sentence}");
        }
    }

    /// <summary>Where the manifest box goes: right behind <c>ftyp</c>, before any <c>moov</c> and any <c>mdat</c>.</summary>
    /// <exception cref="SigningException">The input cannot be signed; the message says why.</exception>
    public static long ManifestPosition(BoxIndex index)
    {
        Box? ftyp = null;
        Box? media = null;
        bool hasMovie = false;
        bool hasItems = false;
        bool hasFragments = false;
        foreach (var box in index.Roots)
        {
            if (box.Type == BoxTypes.Ftyp)
            {
                ftyp = ftyp is null ? box : throw Refusal.Unsupported($"The file has a second ftyp box ({box}). No signature protects ftyp boxes, so there may be one only.");
            }
            else if (box.Type == BoxTypes.Moov || box.Type == BoxTypes.Mdat)
            {
                media ??= box;
                if (box.Type == BoxTypes.Moov)
                {
                    RequireMovie(box, isSecond: hasMovie);
                    hasMovie = true;
                }
            }
            else if (box.Type == BoxTypes.Meta)
            {
                hasItems = true;
            }
            else if (box.Type == BoxTypes.Moof)
            {
                hasFragments = true;
            }
        }

        if (!hasMovie && !hasItems)
        {
            throw Refusal.Unsupported(hasFragments
                ? "The file is a media segment without its initialization segment; the two are signed together."
                : "The file has neither a moov nor a meta box, so there is nothing in it that plays or shows.");
        }

        if (ftyp is not { } type)
        {
            throw Refusal.Unsupported("The file has no ftyp box, behind which the manifest has to stand.");
        }

        if (media is { } early && early.Offset < type.Offset)
        {
            throw Refusal.Unsupported($"The {early} stands before the {type}; the manifest would have to stand between them in the other order.");
        }

        if (FtypBox.TryParse(type, out var brands) && brands.MajorBrand == CanonRaw)
        {
            throw Refusal.Unsupported("The file is a Canon raw photo, which holds file offsets in boxes of its own.");
        }

        return type.End;
    }

    private static void RequireMovie(Box moov, bool isSecond)
    {
        if (isSecond)
        {
            throw Refusal.Unsupported($"The file has a second moov box ({moov}).");
        }

        if (moov.Child(Cmov) is { } compressed)
        {
            throw Refusal.Unsupported($"The {compressed} is a compressed movie header, in which offsets cannot be corrected.");
        }
    }
}
