namespace Pipeline.Ads.Errors;

/// <summary>
/// Reads the broken rows of a topic until each partition has been read to its end. Commits offsets in a group but does not join it: no
/// member takes partitions away, and a row that is read twice is recognised by its key.
/// </summary>
internal sealed class BrokenRowTopic : IDisposable
{
    /// <summary>Topic of rows that could not be sent.</summary>
    public const string Errors = "ad_events_error";

    /// <summary>Topic of rows that are tried again.</summary>
    public const string Retries = "ad_events_retry";

    /// <summary>Group of the committed offsets.</summary>
    public const string Group = "ad_events_retry-consumers";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly KafkaConnection _connection;
    private readonly string _topic;

    public BrokenRowTopic(KafkaConnection connection, string topic)
    {
        (_connection, _topic) = (connection, topic);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(connection.Fill(new ConsumerConfig
        {
            GroupId = Group,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = false,
        })).SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();
    }

    /// <summary>The messages of a topic.</summary>
    /// <param name="fromCommitted">Whether to begin at the committed offsets; else at the start.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="StartupRefusedException">The topic does not exist, or no broker answers.</exception>
    public IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(bool fromCommitted, CancellationToken stop)
    {
        var partitions = Ask(FindPartitions);
        _consumer.Assign(partitions.Select(p => new TopicPartitionOffset(p, fromCommitted ? Offset.Stored : Offset.Beginning)));
        // A set, because a partition that gets messages after its end reports another end.
        for (var unread = partitions.ToHashSet(); unread.Count > 0;)
        {
            stop.ThrowIfCancellationRequested();
            var result = Ask(() => _consumer.Consume(Timeout) ?? throw new KafkaException(ErrorCode.Local_TimedOut));
            if (result.IsPartitionEOF)
                unread.Remove(result.TopicPartition);
            else
                yield return result;
        }
    }

    /// <summary>Commits the offsets after messages.</summary>
    /// <exception cref="StartupRefusedException">No broker answers.</exception>
    public void Commit(IEnumerable<TopicPartitionOffset> last)
    {
        var next = last.GroupBy(static o => o.TopicPartition)
            .Select(static g => new TopicPartitionOffset(g.Key, g.Max(static o => o.Offset.Value) + 1)).ToList();
        if (next.Count > 0)
            Ask(() => { _consumer.Commit(next); return true; });
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    private List<TopicPartition> FindPartitions()
    {
        var count = TopicAdmin.Find(_connection, _topic, Timeout).Partitions;
        return count > 0
            ? [.. Enumerable.Range(0, count).Select(p => new TopicPartition(_topic, p))]
            : throw new StartupRefusedException($"Topic '{_topic}' does not exist: run `make topics`.", isTransient: false);
    }

    private T Ask<T>(Func<T> request)
    {
        try
        {
            return request();
        }
        catch (KafkaException e)
        {
            throw StartupChecks.Refusal(e, _connection);
        }
    }
}
