namespace Provenance.Bmff;

/// <summary>The one place where refusals to sign an input are worded. All of them happen before a byte is written.</summary>
internal static class Refusal
{
    /// <summary>The input is not something we can sign.</summary>
    public static SigningException Unsupported(string sentence) => new(SigningFault.UnsupportedInput, sentence);

    /// <summary>The box contradicts itself or ends too early.</summary>
    public static SigningException Damaged(Box box) => Damaged(box, "its entries contradict its size or are not of a form that is known.");

    /// <summary>The box contradicts itself.</summary>
    public static SigningException Damaged(Box box, string sentence) => new(SigningFault.UnsupportedInput, $"The {box} is damaged: {sentence}");

    /// <summary>A pointer of the box leads to bytes that no signature would protect, or out of the file.</summary>
    public static SigningException Pointer(Box box, long start, long length, string sentence) => new(
        SigningFault.UnsupportedInput,
        length > 1 ? $"The {box} refers to bytes {start} to {start + length - 1}: {sentence}" : $"The {box} refers to byte {start}: {sentence}");

    /// <summary>The offsets of the output do not fit into the fields of the format.</summary>
    public static SigningException Limit(Box box, string sentence) => new(SigningFault.Limit, $"The {box} cannot be corrected: {sentence}");
}
