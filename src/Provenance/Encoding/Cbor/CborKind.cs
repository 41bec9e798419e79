namespace Provenance.Cbor;

/// <summary>What a <see cref="CborValue"/> is (RFC 8949 §3.1).</summary>
public enum CborKind
{
    /// <summary>Major type 0 or 1.</summary>
    Integer,

    /// <summary>Major type 2.</summary>
    ByteString,

    /// <summary>Major type 3.</summary>
    TextString,

    /// <summary>Major type 4.</summary>
    Array,

    /// <summary>Major type 5.</summary>
    Map,

    /// <summary>Major type 6: a tag number and its content.</summary>
    Tag,

    /// <summary>false or true.</summary>
    Boolean,

    /// <summary>null.</summary>
    Null,

    /// <summary>undefined, or a simple value without a meaning of its own.</summary>
    Simple,

    /// <summary>A half, single or double precision number.</summary>
    Float,
}
