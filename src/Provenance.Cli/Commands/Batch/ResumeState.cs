using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Provenance.Cli.Commands.Batch;

/// <summary>
/// What a run has done, one line of JSON a file, written as soon as the file is done. A file counts as done while its size and time are the
/// same, and its output, where there is one, is the one that was written; a last line that an interruption cut short does not count. The exit codes of
/// what is left out still count for the whole.
/// </summary>
internal sealed class ResumeState : IDisposable
{
    private readonly Dictionary<string, Done> _done = new(StringComparer.Ordinal);
    private readonly FileStream _file;

    private ResumeState(FileStream file) => _file = file;

    /// <summary>Opens the state, or begins one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What the outcome depends on besides the files: a state of other settings is refused, see <see cref="RunSettings"/>.</param>
    public static ResumeState Open(string path, params IEnumerable<string> settings)
    {
        string run = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', settings))));
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new CommandException(ExitCode.Usage, $"--resume: {path} cannot be used: {FileFaults.Describe(e, path)}", innerException: e);
        }

        var state = new ResumeState(file);
        try
        {
            state.Read(path, run);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>The exit code of a file that is done and has not changed since, or null.</summary>
    /// <param name="file">The file.</param>
    /// <param name="output">Where its output goes, or null when the run makes none.</param>
    public int? ExitCodeOf(InputFile file, string? output = null)
    {
        if (file.IsStandardInput || !_done.TryGetValue(Path.GetFullPath(file.Path), out var done) || FileStamp.Of(file.Path) != done.Input)
        {
            return null;
        }

        // What was left alone has no output.
        bool isThere = done.Output is null || (output is not null && Path.GetFullPath(output) == done.OutputPath && FileStamp.Of(output) == done.Output);
        return isThere ? done.ExitCode : null;
    }

    /// <summary>Remembers a file. What could not be read is not done: it is tried again.</summary>
    /// <param name="file">The file.</param>
    /// <param name="exitCode">How it went.</param>
    /// <param name="output">What was written, or null.</param>
    public void Add(InputFile file, int exitCode, string? output = null)
    {
        if (file.IsStandardInput || exitCode == ExitCode.Unreadable || FileStamp.Of(file.Path) is not { } input)
        {
            return;
        }

        Append(json =>
        {
            json.WriteString("file", Path.GetFullPath(file.Path));
            input.Write(json);
            json.WriteNumber("exitCode", exitCode);
            if (output is not null && FileStamp.Of(output) is { } written)
            {
                json.WriteStartObject("output");
                json.WriteString("file", Path.GetFullPath(output));
                written.Write(json);
                json.WriteEndObject();
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read(string path, string run)
    {
        byte[] content = new byte[checked((int)Math.Min(_file.Length, Array.MaxLength))];
        _file.ReadExactly(content);
        int end = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        bool isFirst = true;
        foreach (var range in content.AsSpan(0, end).Split((byte)'\n'))
        {
            var line = content.AsMemory(range);
            if (line.Length > 0)
            {
                ReadLine(path, run, line, isFirst);
                isFirst = false;
            }
        }

        // What an interruption cut short is written again.
        _file.SetLength(end);
        _file.Position = end;
        if (isFirst)
        {
            Append(json => json.WriteString("provenanceRun", run));
        }
    }

    private void ReadLine(string path, string run, ReadOnlyMemory<byte> line, bool isFirst)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (isFirst)
            {
                if (!string.Equals(root.GetProperty("provenanceRun").GetString(), run, StringComparison.Ordinal))
                {
                    throw CommandException.Usage($"--resume: {path} belongs to a run with other options, keys or lists", "name another file, or delete this one to begin anew");
                }

                return;
            }

            bool hasOutput = root.TryGetProperty("output", out var output);
            _done[root.GetProperty("file").GetString()!] = new Done(
                FileStamp.Read(root), root.GetProperty("exitCode").GetInt32(), hasOutput ? output.GetProperty("file").GetString() : null, hasOutput ? FileStamp.Read(output) : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CommandException(ExitCode.Usage, $"--resume: {path} is not the state of a run", "name another file; this one is left as it is", e);
        }
    }

    private void Append(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        _file.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
        _file.Flush();
    }

    private sealed record Done(FileStamp Input, int ExitCode, string? OutputPath, FileStamp? Output);

    /// <summary>By what a file is known again.</summary>
    private sealed record FileStamp(long Length, DateTime Modified)
    {
        public static FileStamp? Of(string path) => new FileInfo(path) is { Exists: true } file ? new FileStamp(file.Length, file.LastWriteTimeUtc) : null;

        public static FileStamp Read(JsonElement json) => new(json.GetProperty("length").GetInt64(), json.GetProperty("modified").GetDateTime());

        public void Write(Utf8JsonWriter json)
        {
            json.WriteNumber("length", Length);
            json.WriteString("modified", Modified);
        }
    }
}
