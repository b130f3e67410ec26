using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Options;
using Pipeline.Kafka.Topics;
using Pipeline.Kafka.Verification;
using Pipeline.Postgres.Verification;

namespace Pipeline.Hosting.Verification;

/// <summary>The dead letters of a stream, from its dead-letter topic and the table dead_letters, by where they came from.</summary>
internal sealed class Letters
{
    private readonly Dictionary<(int Partition, long Offset), Letter> _bySource = [];
    private readonly HashSet<(int Partition, long Offset)> _replayed = [];

    /// <summary>A message kept twice, because a member died in between, has one source and is one letter.</summary>
    public IReadOnlyDictionary<(int Partition, long Offset), Letter> BySource => _bySource;

    /// <summary>Letters that were not sent again.</summary>
    public long Waiting => _bySource.Keys.LongCount(source => !_replayed.Contains(source));

    /// <summary>Whether the message there is a good one that the database refused.</summary>
    public bool IsRefusedRow(int partition, long offset) => _bySource.TryGetValue((partition, offset), out var letter) && letter.SqlState is not null;

    public static async Task<Letters> ReadAsync(
        KafkaOptions options, LogEnds ends, ShopSnapshot snapshot, ShopTopic stream, CancellationToken cancellationToken)
    {
        var letters = new Letters();
        var topic = options.Topics.Of(stream);
        await Task.Run(() => letters.ReadTopic(options, ends, stream, cancellationToken), cancellationToken);
        await snapshot.ReadDeadLettersAsync(topic, (partition, offset, reason, sqlState, id) => letters.Add(partition, offset, new(reason, sqlState, id)), cancellationToken);
        await snapshot.ReadReplaysAsync(topic, (partition, offset) => letters._replayed.Add((partition, offset)), cancellationToken);
        return letters;
    }

    private void ReadTopic(KafkaOptions options, LogEnds ends, ShopTopic stream, CancellationToken cancellationToken)
    {
        var topic = options.Topics.DeadLettersOf(stream);
        var stretches = ends.Partitions(topic).Select(p => (Partition: p, Ends: ends.Of(topic, p))).Select(p => new LogStretch(p.Partition, p.Ends.Low, p.Ends.High));
        LogScan.Read(options.Connection, topic, stretches.ToList(), message => Add(message.Headers, options.Topics.Of(stream)), cancellationToken);
    }

    private void Add(Headers headers, string topic)
    {
        // Whatever else somebody has put there is no letter of ours.
        if (Text(headers, "dlq-topic") != topic
            || !int.TryParse(Text(headers, "dlq-partition"), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(Text(headers, "dlq-offset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return;
        }

        Add(partition, offset, new(
            Text(headers, "dlq-reason") ?? "", Text(headers, "dlq-sqlstate"), Guid.TryParse(Text(headers, "event-id"), out var id) ? id : null));
    }

    private void Add(int partition, long offset, Letter letter) => _bySource[(partition, offset)] = letter;

    private static string? Text(Headers headers, string name) => headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
}

/// <summary>A dead letter, as far as the verification needs it.</summary>
/// <param name="Reason">Why it was given up.</param>
/// <param name="SqlState">SQLSTATE, where the database refused it; null where the parser did.</param>
/// <param name="EventId">Its event, where one could be read.</param>
internal sealed record Letter(string Reason, string? SqlState, Guid? EventId);
