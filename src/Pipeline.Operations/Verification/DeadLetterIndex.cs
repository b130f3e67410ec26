namespace Pipeline.Operations.Verification;

/// <summary>The dead letters of a stream, from its dead-letter topic and the table dead_letters, by source partition and offset.</summary>
internal sealed class DeadLetterIndex
{
    private readonly Dictionary<(int Partition, long Offset), DeadLetterEntry> _bySource = [];
    private readonly HashSet<(int Partition, long Offset)> _replayed = [];

    /// <summary>One entry per source. A message is stored twice if a member stops before its commit.</summary>
    public IReadOnlyDictionary<(int Partition, long Offset), DeadLetterEntry> BySource => _bySource;

    /// <summary>Sources of dead letters that a replay removed from the table dead_letters.</summary>
    public IEnumerable<(int Partition, long Offset)> Removed => _replayed.Where(source => !_bySource.ContainsKey(source));

    /// <summary>Number of dead letters that were not replayed.</summary>
    public long Waiting => _bySource.Keys.LongCount(source => !_replayed.Contains(source));

    /// <summary>Whether the message was stored as a dead letter.</summary>
    public bool Has(int partition, long offset) =>
        _bySource.ContainsKey((partition, offset)) || _replayed.Contains((partition, offset));

    public static async Task<DeadLetterIndex> ReadAsync(
        KafkaOptions options, DatabaseSnapshot snapshot, StreamDefinition stream, CancellationToken cancellationToken)
    {
        var index = new DeadLetterIndex();
        await Task.Run(() => index.ReadTopic(options, stream, cancellationToken), cancellationToken);
        var topic = options.Topics.Of(stream);
        await snapshot.ReadDeadLettersAsync(
            topic, (partition, offset, reason, sqlState, id) => index._bySource[(partition, offset)] = new(reason, sqlState, id),
            cancellationToken);
        await snapshot.ReadReplaysAsync(topic, (partition, offset) => index._replayed.Add((partition, offset)), cancellationToken);
        return index;
    }

    private void ReadTopic(KafkaOptions options, StreamDefinition stream, CancellationToken cancellationToken)
    {
        using var reader = new DeadLetterTopicReader(options.Connection, options.Topics);
        foreach (var stored in reader.Read(stream, cancellationToken))
        {
            // Skip messages that the pipeline did not write.
            if (stored.Letter is { } deadLetter && deadLetter.Partition.TopicName == options.Topics.Of(stream))
            {
                _bySource[(deadLetter.Partition.Partition, deadLetter.Offset)] =
                    new(deadLetter.Reason, deadLetter.SqlState, deadLetter.EventId);
            }
        }
    }
}

/// <summary>The parts of a dead letter that the verification needs.</summary>
/// <param name="Reason">Reason of the dead letter.</param>
/// <param name="SqlState">SQLSTATE if the database refused the message; null if the decoder did.</param>
/// <param name="EventId">Event id; null if it could not be read.</param>
internal sealed record DeadLetterEntry(string Reason, string? SqlState, Guid? EventId);
