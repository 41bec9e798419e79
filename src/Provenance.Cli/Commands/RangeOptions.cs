using System.CommandLine;
using System.Globalization;

namespace Provenance.Cli.Commands;

/// <summary><c>--range</c>, <c>--partial</c> and <c>--arrived</c>: bytes of a file in place of the whole.</summary>
internal sealed class RangeOptions
{
    private readonly Option<string[]> _ranges = new("--range")
    {
        Description = "Verifies only these bytes, first and last counted from 0 ('1000-1999', or '1000-' for all from there on). The video must be bound piece by piece (sign --merkle). May be given several times.",
        HelpName = "FIRST-LAST",
    };

    private readonly Option<string?> _partial = new("--partial")
    {
        Description = "The file is the beginning of one of LENGTH bytes that is still on its way: what has arrived of it is verified.",
        HelpName = "LENGTH",
    };

    private readonly Option<string[]> _arrived = new("--arrived")
    {
        Description = "With --partial: which bytes have arrived, each at its place in the file; without it all that the file holds. May be given several times.",
        HelpName = "FIRST-LAST",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_ranges);
        command.Options.Add(_partial);
        command.Options.Add(_arrived);
    }

    /// <summary>Whether bytes are asked for, and not a whole file.</summary>
    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_partial) is not null || parsed.GetValue(_ranges) is { Length: > 0 } || parsed.GetValue(_arrived) is { Length: > 0 };

    /// <summary>The file, with what of it is there, and the ranges that are asked for; what is there when none is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="source">The file as it is on the disk.</param>
    /// <exception cref="CommandException">The command line makes no sense.</exception>
    public (PartialFile File, IReadOnlyList<FileRange> Ranges, bool IsWhole) Read(ParseResult parsed, AssetSource source)
    {
        string[] arrived = parsed.GetValue(_arrived) ?? [];
        if (parsed.GetValue(_partial) is not { } text)
        {
            if (arrived.Length > 0)
            {
                throw CommandException.Usage("--arrived says what is there of a file that is not whole; say how long it will be with --partial");
            }

            var whole = new PartialFile(source, source.Length);
            whole.Add(new(0, source.Length));
            return (whole, ReadRanges(parsed, source.Length), true);
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length < 1)
        {
            throw CommandException.Usage($"--partial: '{text}' is not a length in bytes");
        }

        var file = new PartialFile(source, length);
        IReadOnlyList<FileRange> there = arrived.Length == 0
            ? [new(0, Math.Min(source.Length, length))]
            : [.. arrived.Select(a => Parse("--arrived", a, Math.Min(source.Length, length), "what the file holds"))];
        foreach (var range in there)
        {
            file.Add(range);
        }

        return (file, parsed.GetValue(_ranges) is { Length: > 0 } ? ReadRanges(parsed, length) : there, false);
    }

    private IReadOnlyList<FileRange> ReadRanges(ParseResult parsed, long length) => [.. parsed.GetValue(_ranges)!.Select(r => Parse("--range", r, length, "the file"))];

    private static FileRange Parse(string option, string text, long length, string whole)
    {
        string[] ends = text.Split('-');
        long last = length - 1;
        if (ends.Length != 2
            || !long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            || (ends[1].Length > 0 && !long.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out last)))
        {
            throw CommandException.Usage($"{option}: '{text}' is not a range of bytes such as 1000-1999 or 1000-");
        }

        return first <= last && last < length
            ? new(first, last - first + 1)
            : throw CommandException.Usage(string.Create(CultureInfo.InvariantCulture, $"{option}: '{text}' is not inside {whole} ({length} bytes)"));
    }
}
