namespace Provenance.Cli;

/// <summary>What can be read: video, and the pictures that go into it.</summary>
internal static class KnownFormats
{
    /// <summary>A validator for all of them.</summary>
    public static Validator Validator(ValidationOptions options) => new([Mp4.Format, .. ImageFormats.All]) { Options = options };
}
