namespace Provenance.Tests.Cli;

/// <summary>A file that is replaced while it is verified gives an I/O error, never a verdict (case V70).</summary>
public sealed class ChangedWhileReadingTests
{
    [Fact]
    public async Task A_file_replaced_while_it_is_read_gives_no_verdict()
    {
        var vector = VectorCase.All["in-order"];
        var built = vector.Build();
        using var folder = new TempFolder();
        string file = folder.Write("vector.mp4", built.File);
        var source = AssetSource.FromFile(file);
        await using (source)
        {
            var validator = new Validator(Mp4.Format) { Options = vector.Trust.ToOptions(built) };
            var replace = new Replacing(() => File.WriteAllBytes(file, [.. built.File, 0]));
            var fault = await Assert.ThrowsAnyAsync<IOException>(() => validator.ValidateAsync(source, replace, TestContext.Current.CancellationToken));
            Assert.Contains("changed while it was read", fault.Message, StringComparison.Ordinal);
        }
    }

    private sealed class Replacing(Action replace) : IProgress<long>
    {
        private bool _isDone;

        public void Report(long value)
        {
            if (!_isDone)
            {
                _isDone = true;
                replace();
            }
        }
    }
}
