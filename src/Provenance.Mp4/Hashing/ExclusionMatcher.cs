using System.Buffers.Binary;
using System.Collections;

namespace Provenance.Bmff;

/// <summary>
/// Finds the boxes an exclusion list matches (§18.6.2). All conditions of an entry must hold, and they look at nothing outside the box. The paths
/// are walked together with the boxes, as one tree along another, so that the work does not multiply.
/// </summary>
internal sealed class ExclusionMatcher
{
    private readonly BoxIndex _index;
    private readonly ParserLimits _limits;
    private readonly Node _root = new();
    private readonly BitArray _whole;
    private readonly List<ByteRange> _ranges = [];
    private readonly HashSet<Exclusion> _effective = new(ReferenceEqualityComparer.Instance);
    private readonly byte[] _window = new byte[4096];
    private long _windowOffset;
    private int _windowLength;
    private long _tests;

    private ExclusionMatcher(BoxIndex index, IReadOnlyList<Exclusion> exclusions, ParserLimits limits)
    {
        _index = index;
        _limits = limits;
        _whole = new BitArray(index.Count);
        foreach (var exclusion in exclusions)
        {
            var node = _root;
            foreach (var step in exclusion.Path.Steps)
            {
                node = node.Next(step);
            }

            node.Exclusions.Add((exclusion, Cost(exclusion)));
        }
    }

    /// <summary>Matches a list against a file.</summary>
    public static async ValueTask<ExclusionMatches> MatchAsync(BoxIndex index, IReadOnlyList<Exclusion> exclusions, ParserLimits limits, CancellationToken cancellationToken)
    {
        var matcher = new ExclusionMatcher(index, exclusions, limits);
        bool complete = await matcher.RunAsync(cancellationToken).ConfigureAwait(false);
        return new(matcher._whole, ByteRange.Union(matcher._ranges), [.. exclusions.Where(matcher._effective.Contains)], complete);
    }

    private async ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        // Frames instead of recursion: boxes nest as deep as the file likes, up to the limit of the index.
        var open = new Stack<(BoxSequence Boxes, Node[] Nodes)>();
        open.Push((_index.Roots, [_root]));
        while (open.TryPop(out var frame))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var counts = new Dictionary<FourCC, int>();
            foreach (var box in frame.Boxes)
            {
                _tests += frame.Nodes.Length;
                if (_tests > _limits.MaxExclusionTests)
                {
                    return false;
                }

                if (!frame.Nodes.Any(n => n.Knows(box.Type)))
                {
                    continue;
                }

                int number = counts[box.Type] = counts.GetValueOrDefault(box.Type) + 1;
                Node[] here = [.. frame.Nodes.SelectMany(n => n.Matching(box.Type, number))];
                foreach (var (exclusion, cost) in here.Length == 1 ? here[0].Exclusions : [.. here.SelectMany(n => n.Exclusions)])
                {
                    _tests += cost;
                    if (_tests > _limits.MaxExclusionTests)
                    {
                        return false;
                    }

                    if (await MatchesAsync(box, exclusion, cancellationToken).ConfigureAwait(false))
                    {
                        Exclude(box, exclusion);
                    }
                }

                Node[] inner = [.. here.Where(n => n.HasChildren)];
                if (inner.Length > 0 && !box.Children.IsEmpty)
                {
                    open.Push((box.Children, inner));
                }
            }
        }

        return true;
    }

    // Every condition is a comparison; every range is kept, and a kept range counts for the memory it takes.
    private static long Cost(Exclusion exclusion) => 1 + (4L * exclusion.Data.Count) + (8L * (exclusion.Subset?.Count ?? 0)) + exclusion.Data.Sum(d => d.Value.Length / 64L);

    private void Exclude(Box box, Exclusion exclusion)
    {
        int before = _ranges.Count;
        if (exclusion.Subset is null)
        {
            _whole[box.Id] = true;
            _ranges.Add(new(box.Offset, box.End));
        }
        else
        {
            // Bytes beyond the end of the box are never hashed and never excluded: both ends are cut there.
            foreach (var (offset, length) in exclusion.Subset)
            {
                long start = (long)Math.Min(offset, (ulong)box.Size);
                long end = length == 0 ? box.Size : (long)Math.Min(offset + length, (ulong)box.Size);
                if (end > start)
                {
                    _ranges.Add(new(box.Offset + start, box.Offset + end));
                }
            }
        }

        if (_ranges.Count > before)
        {
            _effective.Add(exclusion);
        }
    }

    private async ValueTask<bool> MatchesAsync(Box box, Exclusion exclusion, CancellationToken cancellationToken)
    {
        if (exclusion.Length is { } length && length != (ulong)box.Size)
        {
            return false;
        }

        if (exclusion.Version is not null || exclusion.Flags is not null)
        {
            if (!box.IsFullBox || await ReadAsync(box, (ulong)box.HeaderSize, 4, cancellationToken).ConfigureAwait(false) is not { } word)
            {
                return false;
            }

            uint bits = BinaryPrimitives.ReadUInt32BigEndian(word.Span);
            uint flags = bits & 0xFFFFFF;
            if ((exclusion.Version is { } version && version != bits >> 24)
                || (exclusion.Flags is { } wanted && (exclusion.Exact ? flags != wanted : (flags & wanted) != wanted)))
            {
                return false;
            }
        }

        foreach (var (offset, value) in exclusion.Data)
        {
            if (await ReadAsync(box, offset, value.Length, cancellationToken).ConfigureAwait(false) is not { } bytes || !bytes.Span.SequenceEqual(value.Span))
            {
                return false;
            }
        }

        return true;
    }

    // Bytes of a box, or null when they are not all inside it.
    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Box box, ulong offset, int length, CancellationToken cancellationToken)
    {
        if (offset > (ulong)box.Size || (ulong)length > (ulong)box.Size - offset)
        {
            return null;
        }

        if (box.IsLoaded)
        {
            return box.Bytes.Slice((int)offset, length);
        }

        long at = box.Offset + (long)offset;
        if (length > _window.Length)
        {
            byte[] bytes = new byte[length];
            await _index.Source.ReadExactlyAsync(at, bytes, cancellationToken).ConfigureAwait(false);
            return bytes;
        }

        if (at < _windowOffset || at + length > _windowOffset + _windowLength)
        {
            int size = (int)Math.Min(_window.Length, _index.Length - at);
            _windowLength = 0;
            await _index.Source.ReadExactlyAsync(at, _window.AsMemory(0, size), cancellationToken).ConfigureAwait(false);
            (_windowOffset, _windowLength) = (at, size);
        }

        return _window.AsMemory((int)(at - _windowOffset), length);
    }

    private sealed class Node
    {
        private readonly Dictionary<FourCC, Node> _all = [];
        private readonly Dictionary<(FourCC Type, int Index), Node> _numbered = [];
        private readonly HashSet<FourCC> _types = [];

        public List<(Exclusion Exclusion, long Cost)> Exclusions { get; } = [];

        public bool HasChildren => _types.Count > 0;

        public bool Knows(FourCC type) => _types.Contains(type);

        public Node Next(BoxPathStep step)
        {
            _types.Add(step.Type);
            Node? next;
            if (step.Index is { } index)
            {
                return _numbered.TryGetValue((step.Type, index), out next) ? next : _numbered[(step.Type, index)] = new();
            }

            return _all.TryGetValue(step.Type, out next) ? next : _all[step.Type] = new();
        }

        public IEnumerable<Node> Matching(FourCC type, int number)
        {
            if (_all.TryGetValue(type, out var all))
            {
                yield return all;
            }

            if (_numbered.TryGetValue((type, number), out var numbered))
            {
                yield return numbered;
            }
        }
    }
}
