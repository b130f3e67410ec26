namespace Pipeline.Operations.DeadLetters;

/// <summary>Result of a replay for one stream and reason.</summary>
/// <param name="stream">The stream's name.</param>
/// <param name="reason">The reason.</param>
public sealed class ReplayCount(string stream, string reason)
{
    /// <summary>The stream's name.</summary>
    public string Stream => stream;

    /// <summary>Name of a refusal reason or of a fault in the fault table.</summary>
    public string Reason => reason;

    /// <summary>Dead letters selected for sending.</summary>
    public long Chosen { get; internal set; }

    /// <summary>Dead letters sent, acknowledged by Kafka and recorded.</summary>
    public long Sent { get; internal set; }

    /// <summary>Dead letters not selected, because they reached the maximum number of replays.</summary>
    public long OverLimit { get; internal set; }

    /// <summary>Dead letters that cannot be sent, for example because their partition does not exist. They stay.</summary>
    public long Refused { get; internal set; }
}

/// <summary>Result of a replay.</summary>
public sealed class ReplaySummary
{
    private readonly List<ReplayCount> _counts = [];

    /// <summary>One count per stream and reason.</summary>
    public IReadOnlyCollection<ReplayCount> Counts =>
        [.. _counts.GroupBy(static c => c.Stream).SelectMany(static s => s.OrderBy(static c => c.Reason, StringComparer.Ordinal))];

    /// <summary>Dead letters selected for sending.</summary>
    public long Chosen => _counts.Sum(c => c.Chosen);

    /// <summary>Dead letters sent, acknowledged by Kafka and recorded.</summary>
    public long Sent => _counts.Sum(c => c.Sent);

    /// <summary>Dead letters not selected, because they reached the maximum number of replays.</summary>
    public long OverLimit => _counts.Sum(c => c.OverLimit);

    /// <summary>Waiting dead letters with another reason or stream than requested.</summary>
    public long Others { get; internal set; }

    /// <summary>Selected dead letters that were removed before they could be sent.</summary>
    public long Removed { get; internal set; }

    /// <summary>
    /// Dead letters that cannot be sent and stay: their partition does not exist, or the brokers refuse them permanently, for example
    /// because they are too large for their topic. A dry run counts only missing partitions.
    /// </summary>
    public long Refused => _counts.Sum(c => c.Refused);

    /// <summary>The first refused dead letter and the reason; null if none.</summary>
    public string? FirstRefused { get; internal set; }

    /// <summary>
    /// The first dead letter that was not acknowledged, and the reason; null if none. The others of its partition wait for the next run.
    /// </summary>
    public string? Failure { get; internal set; }

    internal void Refuse(ReplayCount count, string what)
    {
        count.Refused++;
        FirstRefused ??= what;
    }

    internal ReplayCount Of(StreamDefinition stream, string reason)
    {
        reason = PayloadMask.Word(reason);
        var count = _counts.Find(c => c.Stream == stream.Name && c.Reason == reason);
        if (count is null)
            _counts.Add(count = new(stream.Name, reason));
        return count;
    }
}
