using System.Buffers.Binary;

namespace Provenance.Bmff;

/// <summary><c>emsg</c>, DASHEventMessageBox (ISO/IEC 23009-1 §5.10.3.3), version 0, the one that live video uses (§19.4.2).</summary>
/// <param name="Version">Version of the FullBox. The other fields are those of version 0; of another version only the scheme is read.</param>
/// <param name="Scheme">What kind of event it is (<c>scheme_id_uri</c>).</param>
/// <param name="Value">More of the kind.</param>
/// <param name="Timescale">Units of time a second.</param>
/// <param name="PresentationTimeDelta">When it happens, from the beginning of the segment.</param>
/// <param name="EventDuration">How long it lasts; 0xFFFFFFFF for unknown.</param>
/// <param name="Id">What tells it from others.</param>
/// <param name="MessageData">The message.</param>
internal sealed record EmsgBox(byte Version, string Scheme, string Value, uint Timescale, uint PresentationTimeDelta, uint EventDuration, uint Id, ReadOnlyMemory<byte> MessageData)
{
    /// <summary>Where the scheme stands in version 0, from the start of a box with a 32-bit size.</summary>
    public const int SchemeOffset = 12;

    /// <summary>The duration that says nothing.</summary>
    public const uint UnknownDuration = uint.MaxValue;

    // Of version 1 the strings stand behind these fields: timescale, presentation_time, event_duration, id.
    private const int FieldsOfVersion1 = 4 + 8 + 4 + 4;

    /// <summary>Reads the box; null when it is too short or a string has no end.</summary>
    /// <param name="bytes">The whole box.</param>
    /// <param name="headerSize">Bytes before its content.</param>
    public static EmsgBox? TryParse(ReadOnlyMemory<byte> bytes, int headerSize)
    {
        var reader = new BoxReader(bytes.Span, headerSize);
        var (version, _) = reader.VersionAndFlags();
        reader.Skip(version == 0 ? 0 : FieldsOfVersion1);
        if (!reader.IsGood || !TryReadText(bytes.Span, reader.Position, out string scheme, out int at) || !TryReadText(bytes.Span, at, out string value, out at))
        {
            return null;
        }

        if (version != 0)
        {
            return new(version, scheme, value, 0, 0, 0, 0, default);
        }

        var fields = new BoxReader(bytes.Span, at);
        var box = new EmsgBox(version, scheme, value, fields.UInt32(), fields.UInt32(), fields.UInt32(), fields.UInt32(), default);
        return fields.IsGood ? box with { MessageData = bytes[fields.Position..] } : null;
    }

    /// <summary>Bytes of a box with a message of so many.</summary>
    public static int LengthOf(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> value, int messageLength) => SchemeOffset + scheme.Length + 1 + value.Length + 1 + 16 + messageLength;

    /// <summary>Writes a box up to the message.</summary>
    /// <param name="destination">The whole box; strings end with a zero that is there already.</param>
    /// <param name="scheme">The scheme.</param>
    /// <param name="value">The value.</param>
    /// <param name="timescale">Units of time a second.</param>
    /// <param name="duration">How long the event lasts, from the beginning of the segment.</param>
    /// <param name="id">What tells it from others.</param>
    /// <returns>Where the message begins.</returns>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> value, uint timescale, uint duration, uint id)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, destination.Length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], BoxTypes.Emsg.Code);
        scheme.CopyTo(destination[SchemeOffset..]);
        int at = SchemeOffset + scheme.Length + 1;
        value.CopyTo(destination[at..]);
        at += value.Length + 1;
        BinaryPrimitives.WriteUInt32BigEndian(destination[at..], timescale);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(at + 8)..], duration);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(at + 12)..], id);
        return at + 16;
    }

    private static bool TryReadText(ReadOnlySpan<byte> bytes, int at, out string text, out int next)
    {
        int length = bytes[at..].IndexOf((byte)0);
        text = length < 0 ? string.Empty : System.Text.Encoding.UTF8.GetString(bytes.Slice(at, length));
        next = at + length + 1;
        return length >= 0;
    }
}
