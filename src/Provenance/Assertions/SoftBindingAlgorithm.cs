using System.Text.RegularExpressions;

namespace Provenance;

/// <summary>An entry of the soft binding algorithm list (§18.10.4).</summary>
/// <param name="Name">The name that soft bindings write, for example <c>com.example.product.1</c>.</param>
/// <param name="IsWatermark">Whether it is an invisible watermark; a fingerprint otherwise.</param>
/// <param name="IsDeprecated">Whether it must not be written any more.</param>
/// <param name="ResolutionApis">Where manifests can be found by it: the endpoints that are http or https.</param>
public sealed partial record SoftBindingAlgorithm(string Name, bool IsWatermark, bool IsDeprecated, IReadOnlyList<Uri> ResolutionApis)
{
    /// <summary>Whether a text has the form that the list asks of names: an Internet domain backwards, then the product (§18.10.4).</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= 255 && NameForm().IsMatch(text);
    }

    [GeneratedRegex(@"\A[A-Za-z]{2,63}(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+\.?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}
