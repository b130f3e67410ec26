using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>
/// A dead letter's headers: those of the message first, as they were, and behind them ours, which begin with the last
/// <c>dlq-topic</c>. So the message's own can be given back exactly, whatever they are called.
/// </summary>
public static class DeadLetterHeaders
{
    /// <summary>On a message that was sent again: how often.</summary>
    public const string Replays = "dlq-replays";

    /// <summary>On a message that was sent again and in ours of its next letter: id of its event.</summary>
    public const string EventId = "event-id";

    private const string Topic = "dlq-topic";
    private const string Partition = "dlq-partition";
    private const string Offset = "dlq-offset";
    private const string Timestamp = "dlq-timestamp";
    private const string Group = "dlq-group";
    private const string Reason = "dlq-reason";
    private const string Detail = "dlq-detail";
    private const string SqlState = "dlq-sqlstate";
    private const string Attempts = "dlq-attempts";
    private const string Version = "event-version";

    internal static Headers Write(DeadLetter letter)
    {
        var headers = ToKafka(letter.Headers);
        void Add(string name, string? value)
        {
            if (value is not null)
                headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        Add(Topic, letter.Partition.TopicName);
        Add(Partition, letter.Partition.Partition.ToString(CultureInfo.InvariantCulture));
        Add(Offset, letter.Offset.ToString(CultureInfo.InvariantCulture));
        Add(Timestamp, letter.Timestamp.ToString("O", CultureInfo.InvariantCulture));
        Add(Group, letter.Partition.Group);
        Add(Reason, letter.Reason);
        Add(Detail, letter.Detail);
        Add(SqlState, letter.SqlState);
        Add(Attempts, letter.Attempts.ToString(CultureInfo.InvariantCulture));
        Add(EventId, letter.EventId?.ToString());
        Add(Version, letter.Version?.ToString(CultureInfo.InvariantCulture));
        return headers;
    }

    /// <summary>The letter that a message of a dead-letter topic is.</summary>
    /// <returns>Null when it has no headers of ours: somebody else's message.</returns>
    internal static DeadLetter? Read(StreamDefinition stream, Message<byte[]?, byte[]?> message)
    {
        var all = FromKafka(message.Headers);
        var first = all.FindLastIndex(h => h.Name == Topic);
        if (first < 0)
            return null;
        var ours = all.Skip(first).GroupBy(h => h.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Encoding.UTF8.GetString(g.Last().Value ?? []), StringComparer.Ordinal);
        if (!Number(ours, Partition, out var partition) || partition is < 0 or > int.MaxValue || !Number(ours, Offset, out var offset) || !ours.TryGetValue(Reason, out var reason))
            return null;
        var timestamp = DateTime.TryParse(ours.GetValueOrDefault(Timestamp), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)
            ? read
            : message.Timestamp.UtcDateTime;
        return new(
            new(stream, ours[Topic], (int)partition), offset, timestamp, message.Key, message.Value,
            Guid.TryParse(ours.GetValueOrDefault(EventId), out var id) ? id : null,
            Number(ours, Version, out var version) ? (int)version : null,
            reason, ours.GetValueOrDefault(Detail), ours.GetValueOrDefault(SqlState), Number(ours, Attempts, out var attempts) ? (int)attempts : 0)
        {
            Headers = all[..first],
        };
    }

    internal static Headers ToKafka(IEnumerable<MessageHeader> headers)
    {
        var result = new Headers();
        foreach (var header in headers)
            result.Add(header.Name, header.Value);
        return result;
    }

    internal static List<MessageHeader> FromKafka(Headers? headers) =>
        headers is null ? [] : [.. headers.Select(h => new MessageHeader(h.Key, h.GetValueBytes()))];

    private static bool Number(Dictionary<string, string> headers, string name, out long number)
    {
        number = 0;
        return headers.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
