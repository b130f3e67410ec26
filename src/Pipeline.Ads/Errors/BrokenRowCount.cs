namespace Pipeline.Ads.Errors;

/// <summary>The rows of ad_events_error, each once, as its newest record says.</summary>
/// <param name="brokers">The cluster.</param>
internal sealed class BrokenRowCount(KafkaConnection brokers)
{
    private readonly Dictionary<string, BrokenRow> _rows = new(StringComparer.Ordinal);

    /// <summary>Rows that were not recovered.</summary>
    public int Broken => _rows.Count - Recovered;

    /// <summary>Rows that a retry has sent.</summary>
    public int Recovered => _rows.Values.Count(static r => r.Reason == RetryRules.Recovered);

    /// <summary>Rows without attempts left.</summary>
    public int GivenUp => _rows.Values.Count(RetryRules.IsGivenUp);

    /// <summary>Rows that failed because of a server and have attempts left, with their text.</summary>
    public IEnumerable<BrokenRow> Retriable => _rows.Values.Where(RetryRules.CanRetry);

    /// <summary>Messages that are no broken rows.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Broken rows by reason, the most frequent first.</summary>
    public IReadOnlyDictionary<string, int> Reasons => _rows.Values.Where(static r => r.Reason != RetryRules.Recovered)
        .GroupBy(static r => r.Reason).OrderByDescending(static g => g.Count()).ThenBy(static g => g.Key, StringComparer.Ordinal)
        .ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);

    /// <summary>The first row of a reason.</summary>
    public BrokenRow First(string reason) => _rows.Values.First(r => r.Reason == reason);

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
        // Only rows that can be tried again need their text; without it, the others take little memory.
        if (row is null)
            Unreadable++;
        else
            _rows[row.Key] = RetryRules.CanRetry(row) ? row : row with { Raw = "", RawBase64 = null };
    }
}
