using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Provenance.Cryptography;

/// <summary>
/// A cache of at most twice its capacity, for several threads. Two generations: what is used moves to the young one; when that is full it becomes
/// the old one and the former old one is forgotten. So entries in use survive a flood of others, without a lock or a list to keep in order.
/// </summary>
/// <param name="capacity">Entries of one generation.</param>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _added;

    /// <summary>Entries of both generations.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Finds an entry.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.TryGetValue(key, out value))
        {
            return false;
        }

        Add(key, value);
        return true;
    }

    /// <summary>Adds an entry; one with the same key stays as it is.</summary>
    public void Add(TKey key, TValue value)
    {
        var young = _young;
        if (!young.TryAdd(key, value) || Interlocked.Increment(ref _added) < capacity)
        {
            return;
        }

        // Two threads that arrive here together forget more than they must, nothing worse.
        _added = 0;
        _old = young;
        _young = new ConcurrentDictionary<TKey, TValue>();
    }
}
