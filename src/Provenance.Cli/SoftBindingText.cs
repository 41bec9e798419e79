namespace Provenance.Cli;

/// <summary>A soft binding on the command line: <c>ALG=BASE64</c>.</summary>
internal static class SoftBindingText
{
    /// <summary>A hint.</summary>
    public const string Example = "for example com.example.mark.1=AQIDBA==";

    /// <summary>Reads one.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static (string Algorithm, byte[] Value) Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && SoftBindingAlgorithm.IsName(text[..equals]))
        {
            byte[] value = new byte[text.Length];
            if (Convert.TryFromBase64String(text[(equals + 1)..], value, out int written) && written > 0)
            {
                return (text[..equals], value[..written]);
            }
        }

        throw CommandException.Usage($"--soft-binding: '{text}' is not ALG=BASE64, the name of an algorithm and a value", Example);
    }
}
