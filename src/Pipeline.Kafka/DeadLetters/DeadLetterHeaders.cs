namespace Pipeline.Kafka.DeadLetters;

/// <summary>
/// The headers of a dead letter: first the original headers unchanged, then the pipeline's headers. The last <c>dlq-topic</c> is the
/// first pipeline header, so that the original headers can be restored whatever their names are.
/// </summary>
public static class DeadLetterHeaders
{
    /// <summary>Header of a replayed message: number of replays, from 1.</summary>
    public const string Replays = "dlq-replays";

    /// <summary>Header of a replayed message, and a pipeline header of a dead letter: event id.</summary>
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

    internal static Headers Write(DeadLetter deadLetter)
    {
        var headers = ToKafka(deadLetter.Headers);
        void Add(string name, string? value)
        {
            if (value is not null)
                headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        Add(Topic, deadLetter.Partition.TopicName);
        Add(Partition, deadLetter.Partition.Partition.ToString(CultureInfo.InvariantCulture));
        Add(Offset, deadLetter.Offset.ToString(CultureInfo.InvariantCulture));
        Add(Timestamp, deadLetter.Timestamp.ToString("O", CultureInfo.InvariantCulture));
        Add(Group, deadLetter.Partition.Group);
        Add(Reason, deadLetter.Reason);
        Add(Detail, deadLetter.Detail);
        Add(SqlState, deadLetter.SqlState);
        Add(Attempts, deadLetter.Attempts.ToString(CultureInfo.InvariantCulture));
        Add(EventId, deadLetter.EventId?.ToString());
        Add(Version, deadLetter.Version?.ToString(CultureInfo.InvariantCulture));
        return headers;
    }

    /// <summary>Reads a message of a dead-letter topic.</summary>
    /// <returns>The dead letter; null if the message lacks the pipeline's headers.</returns>
    internal static DeadLetter? Read(StreamDefinition stream, Message<byte[]?, byte[]?> message)
    {
        var all = FromKafka(message.Headers);
        var first = all.FindLastIndex(h => h.Name == Topic);
        if (first < 0)
            return null;
        var added = all.Skip(first).GroupBy(h => h.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Encoding.UTF8.GetString(g.Last().Value ?? []), StringComparer.Ordinal);
        if (!Number(added, Partition, out var partition) || partition is < 0 or > int.MaxValue
            || !Number(added, Offset, out var offset) || !added.TryGetValue(Reason, out var reason))
        {
            return null;
        }

        var text = added.GetValueOrDefault(Timestamp);
        var timestamp = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read)
            ? read
            : message.Timestamp.UtcDateTime;
        return new(
            new(stream, added[Topic], (int)partition), offset, timestamp, message.Key, message.Value,
            Guid.TryParse(added.GetValueOrDefault(EventId), out var id) ? id : null,
            Number(added, Version, out var version) ? (int)version : null,
            reason, added.GetValueOrDefault(Detail), added.GetValueOrDefault(SqlState),
            Number(added, Attempts, out var attempts) ? (int)attempts : 0)
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
        return headers.TryGetValue(name, out var text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
