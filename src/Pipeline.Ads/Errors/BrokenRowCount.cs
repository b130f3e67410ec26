using Pipeline.Ads.Statistics;

namespace Pipeline.Ads.Errors;

/// <summary>
/// The rows of ad_events_error, each once, as its newest record says. Of a row that cannot be tried again, only the 64-bit hash of its key
/// and its reason are kept: 30 to 60 bytes. Two of ten million keys share a hash with a probability of 3 in 10⁶.
/// </summary>
/// <param name="brokers">The cluster.</param>
internal sealed class BrokenRowCount(KafkaConnection brokers)
{
    /// <summary>Reasons in the order of their first row. There are as many as faults.</summary>
    private readonly List<Kind> _kinds = [];
    private readonly Dictionary<(string Reason, bool IsGivenUp), int> _kindNumbers = [];

    /// <summary>Number of each row's reason, by the hash of its key.</summary>
    private readonly Dictionary<ulong, int> _rows = [];
    private readonly Dictionary<ulong, BrokenRow> _retriable = [];

    /// <summary>Rows that were not recovered.</summary>
    public int Broken => _rows.Count - Recovered;

    /// <summary>Rows that a retry has sent.</summary>
    public int Recovered => _kinds.Where(static k => k.Reason == RetryRules.Recovered).Sum(static k => k.Rows);

    /// <summary>Rows without attempts left.</summary>
    public int GivenUp => _kinds.Where(static k => k.IsGivenUp).Sum(static k => k.Rows);

    /// <summary>Rows that failed because of a server and have attempts left, with their text.</summary>
    public IEnumerable<BrokenRow> Retriable => _retriable.Values;

    /// <summary>Messages that are no broken rows.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Broken rows by reason, the most frequent first.</summary>
    public IReadOnlyDictionary<string, int> Reasons => _kinds.Where(static k => k.Rows > 0 && k.Reason != RetryRules.Recovered)
        .GroupBy(static k => k.Reason, static k => k.Rows).OrderByDescending(static g => g.Sum())
        .ThenBy(static g => g.Key, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Sum(), StringComparer.Ordinal);

    /// <summary>The first row that had a reason, without its text.</summary>
    public BrokenRow First(string reason) => _kinds.First(k => k.Reason == reason && k.Rows > 0).First;

    /// <summary>Counts all messages of the topic.</summary>
    /// <exception cref="StartupRefusedException">No broker answers.</exception>
    public BrokenRowCount Read(CancellationToken stop)
    {
        using var topic = new BrokenRowTopic(brokers, BrokenRowTopic.Errors);
        foreach (var message in topic.Read(fromCommitted: false, stop))
            Add(BrokenRow.Parse(message.Message.Value));
        return this;
    }

    /// <summary>Counts a message; null for one that is no broken row.</summary>
    public void Add(BrokenRow? row)
    {
        if (row is null)
        {
            Unreadable++;
            return;
        }

        var hash = FieldHash.Of(Encoding.UTF8.GetBytes(row.Key));
        var number = NumberOf(row);
        if (_rows.TryGetValue(hash, out var before))
            _kinds[before].Rows--;
        _rows[hash] = number;
        _kinds[number].Rows++;
        if (RetryRules.CanRetry(row))
            _retriable[hash] = row;
        else
            _retriable.Remove(hash);
    }

    private int NumberOf(BrokenRow row)
    {
        var kind = (row.Reason, RetryRules.IsGivenUp(row));
        if (_kindNumbers.TryGetValue(kind, out var number))
            return number;
        _kinds.Add(new(row with { Raw = "", RawBase64 = null }, kind.Item2));
        return _kindNumbers[kind] = _kinds.Count - 1;
    }

    private sealed class Kind(BrokenRow first, bool isGivenUp)
    {
        public BrokenRow First => first;

        public string Reason => first.Reason;

        public bool IsGivenUp => isGivenUp;

        public int Rows { get; set; }
    }
}
