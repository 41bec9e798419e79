namespace Provenance.Testing;

/// <summary>A clock that stands still, so that no test depends on today's date.</summary>
/// <param name="now">The time it shows.</param>
public sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    /// <summary>The time it shows.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
}
