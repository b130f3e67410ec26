namespace Pipeline.Shop.Generation;

/// <summary>
/// Draws items by popularity. Shares follow Zipf's law, and an item's rank is a hash of its id. So the same items are popular in
/// every process and on every shard, at any position, and also after the list grows.
/// With exponent s below 1 the most popular 20 % get nearly 0.2^(1−s) of the draws; less in a short list.
/// Rejected: the position in the list as rank (the oldest items would always be the most popular), and a permutation of positions
/// (every new item would change all ranks). Not thread-safe.
/// </summary>
internal sealed class Popularity<T>(double exponent, Func<T, string> id)
{
    private readonly List<double> _sums = [];
    private IReadOnlyList<T>? _items;
    private string? _lastId;

    /// <summary>One of the items. Fast for the same list, also when items were appended; another list is indexed again.</summary>
    public T Draw(IReadOnlyList<T> items, SeededRandom random)
    {
        if (items.Count == 0)
            throw new ArgumentException("The list is empty; it needs at least one item.", nameof(items));
        UpdateSums(items);
        return items[RunningSums.Find(CollectionsMarshal.AsSpan(_sums), random.Fraction() * _sums[^1])];
    }

    private void UpdateSums(IReadOnlyList<T> items)
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

    /// <summary>The hash, scaled to (0, 1], is the item's rank divided by the number of items. Its weight is rank^-s.</summary>
    private double Weight(string itemId)
    {
        var rank = ((KeyHash.Of(itemId) >> 11) + 1) * (1.0 / (1L << 53));
        return Math.Pow(rank, -exponent);
    }
}
