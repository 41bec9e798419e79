using System.Security.Cryptography;
using Provenance.Cli.Demo;

namespace Provenance.Tests.Cli.Faults;

/// <summary>Whatever goes wrong with a private key, nothing of it is in a message; and who leaves it open to others is told.</summary>
public sealed class SecretTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _secret;
    private readonly string _chain;

    public SecretTests()
    {
        var credential = TestPki.Default.Signer();
        _secret = credential.PrivateKeyPem;
        _chain = _folder.Write("signer.pem", credential.ChainPem);
        _folder.Write("in.mp4", DemoVideo.Create(frames: 2));
    }

    /// <summary>What was done to the key file, or where it was given by mistake.</summary>
    public static TheoryData<string> Mishaps =>
    [
        "cut", "broken base64", "a bit flipped", "label of another kind", "encrypted", "twice the text", "of another certificate", "as certificate", "as input", "as trust list", "as time-stamp trust list", "as generator", "with Windows line ends",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task Nothing_of_a_key_is_in_a_message(string mishap)
    {
        string text = Spoil(mishap);
        string key = _folder.Write("signer.key", text);
        string input = mishap == "as input" ? key : _folder["in.mp4"];
        string[] more = mishap switch
        {
            "as trust list" => ["--trust", key],
            "as time-stamp trust list" => ["--tsa-trust", key],
            "as generator" => ["--generator", "@" + key],
            _ => [],
        };
        CliRun run = await CliRun.RunAsync(
            ["sign", input, "-o", _folder["out.mp4"], "--cert", mishap == "as certificate" ? key : _chain, "--key", key, "--digital-source-type", "digitalCapture", .. more],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PROVENANCE_DEBUG"] = "1" });
        Assert.True(run.ExitCode != 0 || mishap is "as generator" or "with Windows line ends" or "twice the text", mishap);
        AssertNothingOf(_secret, run.Output + run.Error);
        AssertNothingOf(text, run.Output + run.Error);
    }

    [Fact]
    public async Task The_password_of_an_encrypted_key_is_asked_of_nobody()
    {
        string key = _folder.Write("signer.key", Spoil("encrypted"));
        CliRun run = await CliRun.RunAsync("sign", _folder["in.mp4"], "-o", _folder["out.mp4"], "--cert", _chain, "--key", key, "--digital-source-type", "digitalCapture");
        Assert.Equal(6, run.ExitCode);
        Assert.Contains("encrypted", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_warned_about_and_still_used()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        string key = _folder.Write("signer.key", _secret);
        string[] sign = ["sign", _folder["in.mp4"], "-o", _folder["out.mp4"], "--cert", _chain, "--key", key, "--digital-source-type", "digitalCapture", "-q"];
        CliRun quiet = await CliRun.RunAsync(sign);
        Assert.Equal((0, string.Empty), (quiet.ExitCode, quiet.Error));
        foreach (var open in (UnixFileMode[])[UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.GroupWrite, UnixFileMode.OtherWrite])
        {
#pragma warning disable CA1416 // Not reached on Windows.
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);
#pragma warning restore CA1416
            CliRun warned = await CliRun.RunAsync(sign);
            Assert.Equal(0, warned.ExitCode);
            Assert.Contains("warning: ", warned.Error, StringComparison.Ordinal);
            Assert.Contains("chmod 600", warned.Error, StringComparison.Ordinal);
        }
    }

    private string Spoil(string mishap)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(_secret);
        byte[] der = key.ExportPkcs8PrivateKey();
        return mishap switch
        {
            "cut" => _secret[..(_secret.Length / 2)],
            "broken base64" => _secret.Replace('A', '!'),
            "a bit flipped" => Flip(der),
            "label of another kind" => _secret.Replace("PRIVATE KEY", "RSA PRIVATE KEY", StringComparison.Ordinal),
            "encrypted" => key.ExportEncryptedPkcs8PrivateKeyPem("correct horse battery staple", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
            "twice the text" => _secret + _secret,
            "of another certificate" => TestPki.Stranger.Signer().PrivateKeyPem,
            "with Windows line ends" => _secret.ReplaceLineEndings("\r\n"),
            _ => _secret,
        };
    }

    private static string Flip(byte[] der)
    {
        der[40] ^= 1;
        return PemEncoding.WriteString("PRIVATE KEY", der);
    }

    // Any twelve characters in a row of what is between the marks.
    private static void AssertNothingOf(string pem, string messages)
    {
        string body = string.Concat(pem.Split('\n').Where(l => !l.StartsWith('-')).Select(l => l.Trim()));
        for (int at = 0; at + 12 <= body.Length; at++)
        {
            Assert.DoesNotContain(body.Substring(at, 12), messages, StringComparison.Ordinal);
        }
    }
}
