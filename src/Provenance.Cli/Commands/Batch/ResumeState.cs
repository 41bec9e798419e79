using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Provenance.Cli.Commands.Batch;

/// <summary>
/// What a run has done, one line of JSON a file, written as soon as the file is done. A file counts as done while its size and time are the
/// same; a last line that an interruption cut short does not count. The exit codes of what is left out still count for the whole.
/// </summary>
internal sealed class ResumeState : IDisposable
{
    private readonly Dictionary<string, (long Length, DateTime Modified, int ExitCode)> _done = new(StringComparer.Ordinal);
    private readonly FileStream _file;

    private ResumeState(FileStream file) => _file = file;

    /// <summary>Opens the state, or begins one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">What the outcome depends on besides the files: a state of other settings is refused.</param>
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
    public int? ExitCodeOf(InputFile file)
    {
        if (file.IsStandardInput || !_done.TryGetValue(Path.GetFullPath(file.Path), out var done))
        {
            return null;
        }

        var info = new FileInfo(file.Path);
        return info.Exists && info.Length == done.Length && info.LastWriteTimeUtc == done.Modified ? done.ExitCode : null;
    }

    /// <summary>Remembers a file. What could not be read is not done: it is tried again.</summary>
    public void Add(InputFile file, int exitCode)
    {
        if (file.IsStandardInput || exitCode == ExitCode.Unreadable)
        {
            return;
        }

        var info = new FileInfo(file.Path);
        if (info.Exists)
        {
            Append(json =>
            {
                json.WriteString("file", info.FullName);
                json.WriteNumber("length", info.Length);
                json.WriteString("modified", info.LastWriteTimeUtc);
                json.WriteNumber("exitCode", exitCode);
            });
        }
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
                    throw CommandException.Usage($"--resume: {path} belongs to a run with other options", "name another file, or delete this one to begin anew");
                }

                return;
            }

            _done[root.GetProperty("file").GetString()!] = (root.GetProperty("length").GetInt64(), root.GetProperty("modified").GetDateTime(), root.GetProperty("exitCode").GetInt32());
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
}
