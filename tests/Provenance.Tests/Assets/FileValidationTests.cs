using Provenance.Testing;

namespace Provenance.Tests.Assets;

/// <summary>A validator that is given a path opens the file, and closes it.</summary>
public sealed class FileValidationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_given_by_its_path_is_closed_with_the_report(bool hashMedia)
    {
        using var folder = new TempFolder();
        string path = folder.Write("some.bin", new byte[1000]);
        var validator = new Validator();
        var result = hashMedia
            ? await validator.ValidateAsync(path, null, TestContext.Current.CancellationToken)
            : await validator.InspectAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(ValidationState.NoCredentials, result.State);

        // Nobody else may have it open.
        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(1000, alone.Length);
    }

    [Fact]
    public async Task A_missing_file_is_the_callers_to_know() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => new Validator().ValidateAsync("/no such file", null, TestContext.Current.CancellationToken));
}
