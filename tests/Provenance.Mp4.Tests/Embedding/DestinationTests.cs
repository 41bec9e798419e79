using Provenance.Bmff;
using Provenance.Testing;

namespace Provenance.Tests.Bmff;

public sealed class DestinationTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _input;

    public DestinationTests() => _input = _folder.Write("in.mp4", "input");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in.mp4", "input itself")]
    [InlineData("./sub/../in.mp4", "input itself")]
    [InlineData("sub", "folder")]
    [InlineData("sub/", "folder")]
    [InlineData("missing/out.mp4", "no folder")]
    [InlineData("in.mp4/out.mp4", "no folder")]
    public void A_destination_that_cannot_be_written_is_named_with_the_reason(string name, string reason)
    {
        Directory.CreateDirectory(_folder["sub"]);
        var refused = Assert.Throws<SigningException>(() => Destination.Open(Path.Combine(_folder.Path, name), _input));
        Assert.Equal(SigningFault.Destination, refused.Fault);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_input_is_recognised_behind_links()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a privilege on Windows.");
        File.CreateSymbolicLink(_folder["link.mp4"], _input);
        Directory.CreateSymbolicLink(_folder["folder-link"], _folder.Path);
        Assert.Throws<SigningException>(() => Destination.Open(_folder["link.mp4"], _input));
        Assert.Throws<SigningException>(() => Destination.Open(_input, _folder["link.mp4"]));
        Assert.Throws<SigningException>(() => Destination.Open(Path.Combine(_folder["folder-link"], "in.mp4"), _input));
    }

    [Fact]
    public async Task The_input_is_recognised_under_a_second_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked for the identity of files.");
        await Tools.RunAsync("/bin/ln", [_input, _folder["hard.mp4"]]);
        Assert.True(File.Exists(_folder["hard.mp4"]));
        Assert.Throws<SigningException>(() => Destination.Open(_folder["hard.mp4"], _input));
    }

    [Fact]
    public void Devices_are_not_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no /dev on Windows.");
        var refused = Assert.Throws<SigningException>(() => Destination.Open("/dev/null", _input));
        Assert.Contains("device", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_followed_to_what_it_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a privilege on Windows.");
        Directory.CreateDirectory(_folder["sub"]);
        string target = _folder.Write("sub/target.mp4", "old");
        File.CreateSymbolicLink(_folder["link.mp4"], target);
        Assert.Equal(target, Destination.Open(_folder["link.mp4"], _input).Path);
    }
}
