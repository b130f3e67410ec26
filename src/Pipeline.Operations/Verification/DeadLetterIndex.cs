using Pipeline.Kafka;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Postgres;
using Pipeline.Postgres.Verification;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>The dead letters of a stream, from its dead-letter topic and the table dead_letters, by partition and offset they came from.</summary>
internal sealed class DeadLetterIndex
{
    private readonly Dictionary<(int Partition, long Offset), DeadLetterEntry> _bySource = [];
    private readonly HashSet<(int Partition, long Offset)> _sentAgain = [];

    /// <summary>A message kept twice, because a member died in between, has one source and is one letter.</summary>
    public IReadOnlyDictionary<(int Partition, long Offset), DeadLetterEntry> BySource => _bySource;

    /// <summary>Sources of letters that left the table dead_letters when they were sent again.</summary>
    public IEnumerable<(int Partition, long Offset)> Removed => _sentAgain.Where(source => !_bySource.ContainsKey(source));

    /// <summary>DeadLetterIndex that were not sent again.</summary>
    public long Waiting => _bySource.Keys.LongCount(source => !_sentAgain.Contains(source));

    /// <summary>Whether the message was given up.</summary>
    public bool Has(int partition, long offset) => _bySource.ContainsKey((partition, offset)) || _sentAgain.Contains((partition, offset));

    public static async Task<DeadLetterIndex> ReadAsync(KafkaOptions options, DatabaseSnapshot snapshot, StreamDefinition stream, CancellationToken cancellationToken)
    {
        var letters = new DeadLetterIndex();
        await Task.Run(() => letters.ReadTopic(options, stream, cancellationToken), cancellationToken);
        var topic = options.Topics.Of(stream);
        await snapshot.ReadDeadLettersAsync(topic, (partition, offset, reason, sqlState, id) => letters._bySource[(partition, offset)] = new(reason, sqlState, id), cancellationToken);
        await snapshot.ReadReplaysAsync(topic, (partition, offset) => letters._sentAgain.Add((partition, offset)), cancellationToken);
        return letters;
    }

    private void ReadTopic(KafkaOptions options, StreamDefinition stream, CancellationToken cancellationToken)
    {
        using var reader = new DeadLetterTopicReader(options.Connection, options.Topics);
        foreach (var stored in reader.Read(stream, cancellationToken))
        {
            // Whatever else somebody has put there is no letter of ours.
            if (stored.Letter is { } letter && letter.Partition.TopicName == options.Topics.Of(stream))
                _bySource[(letter.Partition.Partition, letter.Offset)] = new(letter.Reason, letter.SqlState, letter.EventId);
        }
    }
}

/// <summary>A dead letter, as far as the verification needs it.</summary>
/// <param name="Reason">Why it was given up.</param>
/// <param name="SqlState">SQLSTATE, where the database refused it; null where the parser did.</param>
/// <param name="EventId">Its event, where one could be read.</param>
internal sealed record DeadLetterEntry(string Reason, string? SqlState, Guid? EventId);
