using System.Collections;

namespace Provenance.Bmff;

/// <summary>Sibling boxes in file order; walking them allocates nothing.</summary>
internal readonly struct BoxSequence : IEnumerable<Box>, IEquatable<BoxSequence>
{
    private readonly BoxIndex _index;
    private readonly int _first;

    internal BoxSequence(BoxIndex index, int first)
    {
        _index = index;
        _first = first;
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _first < 0;

    /// <summary>The first box of the type, or null.</summary>
    public Box? First(FourCC type)
    {
        foreach (var box in this)
        {
            if (box.Type == type)
            {
                return box;
            }
        }

        return null;
    }

    /// <summary>The boxes of the type.</summary>
    public IEnumerable<Box> All(FourCC type)
    {
        foreach (var box in this)
        {
            if (box.Type == type)
            {
                yield return box;
            }
        }
    }

    public Enumerator GetEnumerator() => new(_index, _first);

    IEnumerator<Box> IEnumerable<Box>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(BoxSequence other) => ReferenceEquals(_index, other._index) && _first == other._first;

    public override bool Equals(object? obj) => obj is BoxSequence other && Equals(other);

    public override int GetHashCode() => _first;

    /// <summary>Walks the sibling links.</summary>
    internal struct Enumerator : IEnumerator<Box>
    {
        private readonly BoxIndex _index;
        private readonly int _first;
        private int _next;
        private int _current;

        internal Enumerator(BoxIndex index, int first)
        {
            _index = index;
            _first = first;
            _next = first;
            _current = -1;
        }

        public readonly Box Current => new(_index, _current);

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_next < 0)
            {
                return false;
            }

            _current = _next;
            _next = _index.EntryOf(_current).Next;
            return true;
        }

        public void Reset() => _next = _first;

        public readonly void Dispose()
        {
        }
    }
}
