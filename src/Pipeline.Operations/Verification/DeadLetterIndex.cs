namespace Pipeline.Operations.Verification;

/// <summary>The dead letters of a stream, from its dead-letter topic and the table dead_letters, by source partition and offset.</summary>
/// <param name="progress">Progress of the stream's partitions, with topic id and first offset.</param>
internal sealed class DeadLetterIndex(IReadOnlyList<PartitionProgress> progress)
{
    private readonly Dictionary<(int Partition, long Offset), DeadLetterEntry> _bySource = [];
    private readonly HashSet<(int Partition, long Offset)> _replayed = [];

    /// <summary>Dead letters of an earlier topic of the same name. They wait for a replay like the others.</summary>
    private readonly HashSet<MessageSource> _earlier = [];

    /// <summary>One entry per source. A message is stored twice if a member stops before its commit.</summary>
    public IReadOnlyDictionary<(int Partition, long Offset), DeadLetterEntry> BySource => _bySource;

    /// <summary>Sources of dead letters that a replay removed from the table dead_letters.</summary>
    public IEnumerable<(int Partition, long Offset)> Removed => _replayed.Where(source => !_bySource.ContainsKey(source));

    /// <summary>Number of dead letters that were not replayed.</summary>
    public long Waiting => _earlier.Count + _bySource.Keys.LongCount(source => !_replayed.Contains(source));

    /// <summary>Whether the message was stored as a dead letter.</summary>
    public bool Has(int partition, long offset) =>
        _bySource.ContainsKey((partition, offset)) || _replayed.Contains((partition, offset));

    public static async Task<DeadLetterIndex> ReadAsync(
        KafkaOptions options, DatabaseSnapshot snapshot, StreamDefinition stream, CancellationToken cancellationToken)
    {
        var topic = options.Topics.Of(stream);
        var index = new DeadLetterIndex([.. snapshot.Progress.Where(p => p.Topic == topic && p.Group == stream.ConsumerGroup)]);
        await Task.Run(() => index.ReadTopic(options, stream, cancellationToken), cancellationToken);
        await snapshot.ReadDeadLettersAsync(
            topic, (source, reason, sqlState, id) => index.Add(source, new(reason, sqlState, id)), cancellationToken);
        await snapshot.ReadReplaysAsync(topic, index.Remove, cancellationToken);
        return index;
    }

    private void ReadTopic(KafkaOptions options, StreamDefinition stream, CancellationToken cancellationToken)
    {
        using var reader = new DeadLetterTopicReader(options.Connection, options.Topics);
        foreach (var stored in reader.Read(stream, cancellationToken))
        {
            // Skip messages that the pipeline did not write.
            if (stored.DeadLetter is { } deadLetter && deadLetter.Partition.TopicName == options.Topics.Of(stream))
                Add(deadLetter.Source, new(deadLetter.Reason, deadLetter.SqlState, deadLetter.EventId));
        }
    }

    /// <summary>Adds a dead letter, unless its offset is below the first offset that this database consumed.</summary>
    private void Add(MessageSource source, DeadLetterEntry entry)
    {
        var partition = ProgressOf(source);
        if (partition?.IsOfEarlierTopic(source.TopicId) is true)
            _earlier.Add(source);
        else if (partition is null || source.Offset >= partition.FirstOffset)
            _bySource[(source.Partition, source.Offset)] = entry;
    }

    private void Remove(MessageSource source)
    {
        if (ProgressOf(source)?.IsOfEarlierTopic(source.TopicId) is true)
            _earlier.Remove(source);
        else
            _replayed.Add((source.Partition, source.Offset));
    }

    private PartitionProgress? ProgressOf(MessageSource source) => progress.FirstOrDefault(p => p.Partition == source.Partition);
}

/// <summary>The parts of a dead letter that the verification needs.</summary>
/// <param name="Reason">Reason of the dead letter.</param>
/// <param name="SqlState">SQLSTATE if the database refused the message; null if the decoder did.</param>
/// <param name="EventId">Event id; null if it could not be read.</param>
internal sealed record DeadLetterEntry(string Reason, string? SqlState, Guid? EventId);
