using System.Runtime.InteropServices;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// Draws from a list in which some items are far more popular than others. An item's share follows Zipf's law, and its rank
/// comes from a hash of its id: the same item is popular in every process and on every shard, wherever it stands in the list,
/// and stays so while the list grows.
/// With exponent s below 1 the most popular 20 % get nearly 0.2^(1−s) of the draws; the shorter the list, the less.
/// Rejected: a Zipf-drawn rank as a position in the list (the oldest would always be the bestsellers), and a permutation of
/// positions (every new product would shuffle them all). Not thread-safe.
/// </summary>
internal sealed class Popularity<T>(double exponent, Func<T, string> id)
{
    private readonly List<double> _sums = [];
    private IReadOnlyList<T>? _items;
    private string? _lastId;

    /// <summary>One of the items. Cheap while it gets the same list, grown at its end or not; another list is read anew.</summary>
    public T Draw(IReadOnlyList<T> items, SeededRandom random)
    {
        if (items.Count == 0)
            throw new ArgumentException("There is nothing to choose from: the list is empty.", nameof(items));
        Follow(items);
        return items[RunningSums.Find(CollectionsMarshal.AsSpan(_sums), random.Fraction() * _sums[^1])];
    }

    private void Follow(IReadOnlyList<T> items)
    {
        var known = _sums.Count;
        if (!ReferenceEquals(items, _items) || items.Count < known || (known > 0 && id(items[known - 1]) != _lastId))
        {
            _items = items;
            _sums.Clear();
        }

        if (_sums.Count == items.Count)
            return;
        var sum = _sums.Count == 0 ? 0 : _sums[^1];
        for (var i = _sums.Count; i < items.Count; i++)
            _sums.Add(sum += Weight(id(items[i])));
        _lastId = id(items[^1]);
    }

    /// <summary>The hash as a point in (0, 1] is the item's rank divided by the number of items; Zipf weighs rank^-s.</summary>
    private double Weight(string itemId)
    {
        var rank = ((StableHash.Of(itemId) >> 11) + 1) * (1.0 / (1L << 53));
        return Math.Pow(rank, -exponent);
    }
}
