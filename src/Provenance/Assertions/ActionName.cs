namespace Provenance;

/// <summary>The names of actions that the standard defines for media (§18.15.1, table 8). Other names are entity-specific: <c>com.example.upscaled</c>.</summary>
public static class ActionName
{
    /// <summary>Text was added, such as captions burnt in.</summary>
    public const string AddedText = "c2pa.addedText";

    /// <summary>Tone, saturation or the like was changed.</summary>
    public const string AdjustedColor = "c2pa.adjustedColor";

    /// <summary>The speed of playback was changed.</summary>
    public const string ChangedSpeed = "c2pa.changedSpeed";

    /// <summary>The format was changed.</summary>
    public const string Converted = "c2pa.converted";

    /// <summary>The asset was made; needs a digital source type, stands first, and at most once.</summary>
    public const string Created = "c2pa.created";

    /// <summary>Areas were cut off.</summary>
    public const string Cropped = "c2pa.cropped";

    /// <summary>Areas or ranges were deleted.</summary>
    public const string Deleted = "c2pa.deleted";

    /// <summary>Something was drawn.</summary>
    public const string Drawing = "c2pa.drawing";

    /// <summary>Audio was changed, usually in another language.</summary>
    public const string Dubbed = "c2pa.dubbed";

    /// <summary>The content was edited.</summary>
    public const string Edited = "c2pa.edited";

    /// <summary>Metadata was edited, the content was not.</summary>
    public const string EditedMetadata = "c2pa.edited.metadata";

    /// <summary>Quality was improved without editorial effect.</summary>
    public const string Enhanced = "c2pa.enhanced";

    /// <summary>Filters, styles or the like were applied.</summary>
    public const string Filtered = "c2pa.filtered";

    /// <summary>Audio was mastered.</summary>
    public const string Mastered = "c2pa.mastered";

    /// <summary>Audio ingredients were mixed.</summary>
    public const string Mixed = "c2pa.mixed";

    /// <summary>An existing asset was opened; refers to it as <c>parentOf</c> ingredient, stands first, and at most once.</summary>
    public const string Opened = "c2pa.opened";

    /// <summary>Direction or position was changed.</summary>
    public const string Orientation = "c2pa.orientation";

    /// <summary>Ingredients were placed; refers to them as <c>componentOf</c>.</summary>
    public const string Placed = "c2pa.placed";

    /// <summary>The asset was released.</summary>
    public const string Published = "c2pa.published";

    /// <summary>An assertion of another manifest was redacted.</summary>
    public const string Redacted = "c2pa.redacted";

    /// <summary>Audio was remixed.</summary>
    public const string Remixed = "c2pa.remixed";

    /// <summary>An ingredient was removed.</summary>
    public const string Removed = "c2pa.removed";

    /// <summary>The container was changed, not the encoding.</summary>
    public const string Repackaged = "c2pa.repackaged";

    /// <summary>Dimensions or file size were changed.</summary>
    public const string Resized = "c2pa.resized";

    /// <summary>Dimensions were changed in proportion.</summary>
    public const string ResizedProportional = "c2pa.resized.proportional";

    /// <summary>The encoding was changed.</summary>
    public const string Transcoded = "c2pa.transcoded";

    /// <summary>The language was changed; needs source and target language.</summary>
    public const string Translated = "c2pa.translated";

    /// <summary>A range of time was cut off at the start or the end.</summary>
    public const string Trimmed = "c2pa.trimmed";

    /// <summary>Something happened that cannot be named.</summary>
    public const string Unknown = "c2pa.unknown";

    /// <summary>An invisible watermark was added as soft binding; needs a soft binding assertion.</summary>
    public const string WatermarkedBound = "c2pa.watermarked.bound";

    /// <summary>An invisible watermark was added that is no soft binding.</summary>
    public const string WatermarkedUnbound = "c2pa.watermarked.unbound";

    /// <summary>All of the above.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AddedText, AdjustedColor, ChangedSpeed, Converted, Created, Cropped, Deleted, Drawing, Dubbed, Edited, EditedMetadata, Enhanced, Filtered, Mastered,
        Mixed, Opened, Orientation, Placed, Published, Redacted, Remixed, Removed, Repackaged, Resized, ResizedProportional, Transcoded, Translated, Trimmed,
        Unknown, WatermarkedBound, WatermarkedUnbound,
    ];
}
