namespace Pipeline.Operations.DeadLetters;

/// <summary>
/// Reads the waiting dead letters from the dead-letter topics and the table dead_letters. Skips replayed dead letters and copies.
/// Keeps only their positions in memory (some hundred bytes each), not their contents. Not thread-safe.
/// </summary>
public sealed class DeadLetterReader(KafkaOptions kafka, NpgsqlDataSource database) : IDisposable
{
    private readonly DeadLetterTopicReader? _topics = kafka.Enabled ? new(kafka.Connection, kafka.Topics) : null;
    private readonly DeadLetterTable _table = new(database);
    private readonly ReplayTable _replays = new(database);

    /// <summary>The streams that can have dead letters.</summary>
    public IReadOnlyList<StreamDefinition> Streams => kafka.Topics.Streams.All;

    /// <summary>Dead letters skipped so far because they were replayed.</summary>
    public long Replayed { get; private set; }

    /// <summary>Copies skipped so far of dead letters that were stored more than once.</summary>
    public long Copies { get; private set; }

    /// <summary>Messages in the dead-letter topics skipped so far because they are not dead letters of the topic's stream.</summary>
    public long Invalid { get; private set; }

    /// <summary>Dead letters found so far that only the table has.</summary>
    public long InTable { get; private set; }

    /// <summary>The waiting dead letters of a stream: first the topic's, then the table's, each in order of arrival.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers do not respond.</exception>
    public async IAsyncEnumerable<WaitingDeadLetter> ReadAsync(
        StreamDefinition stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var history = await _replays.ReadAsync(cancellationToken);
        var seen = new HashSet<MessageSource>();
        foreach (var stored in _topics?.Read(stream, cancellationToken) ?? [])
        {
            if (stored.DeadLetter is not { } deadLetter || deadLetter.Partition.TopicName != kafka.Topics.Of(stream))
                Invalid++;
            else if (IsWaiting(deadLetter, history, seen))
                yield return new(deadLetter, stored.Place, Replays(deadLetter, history));
        }

        await foreach (var deadLetter in _table.ReadAsync(stream, kafka.Topics.Of(stream), cancellationToken))
        {
            if (!IsWaiting(deadLetter, history, seen))
                continue;
            InTable++;
            yield return new(deadLetter, null, Replays(deadLetter, history));
        }
    }

    /// <summary>Whether the partition that a dead letter came from exists.</summary>
    public bool HasSourcePartition(DeadLetter deadLetter) => _topics?.Exists(deadLetter.Partition) != false;

    /// <summary>Reads the contents of dead letters, in no order. Those that retention or a replay removed are left out.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="places">Source of each message, and its position in the dead-letter topic; null for the table.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<DeadLetter>> FindAsync(
        StreamDefinition stream,
        IReadOnlyCollection<(MessageSource Source, MessageSource? Place)> places,
        CancellationToken cancellationToken)
    {
        var found = new List<DeadLetter>(places.Count);
        foreach (var partition in places.Where(p => p.Place is not null).Select(p => p.Place!.Value).GroupBy(p => p.Partition))
        {
            found.AddRange(_topics!.Find(stream, partition.Key, [.. partition.Select(p => p.Offset).Order()], cancellationToken)
                .Select(stored => stored.DeadLetter!));
        }

        foreach (var (source, _) in places.Where(p => p.Place is null))
        {
            if (await _table.FindAsync(stream, source, cancellationToken) is { } deadLetter)
                found.Add(deadLetter);
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _topics?.Dispose();

    private bool IsWaiting(DeadLetter deadLetter, ReplayHistory history, HashSet<MessageSource> seen)
    {
        if (!seen.Add(deadLetter.Source))
            Copies++;
        else if (history.IsReplayed(deadLetter.Source))
            Replayed++;
        else
            return true;
        return false;
    }

    /// <summary>The larger of the table's count and the message header's: a crash after a replay leaves it out of the table.</summary>
    private static int Replays(DeadLetter deadLetter, ReplayHistory history) =>
        Math.Max(DeadLetterHeaders.ReplaysOf(deadLetter), history.ReplaysOf(deadLetter.Source));
}
