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

    /// <summary>Prevents an overflow: other producers can write any number, and the next replay adds one.</summary>
    private const int MaxReplays = 1_000_000;

    private const string Topic = "dlq-topic";
    private const string TopicId = "dlq-topic-id";
    private const string Partition = "dlq-partition";
    private const string Offset = "dlq-offset";
    private const string Timestamp = "dlq-timestamp";
    private const string Group = "dlq-group";
    private const string Reason = "dlq-reason";
    private const string Detail = "dlq-detail";
    private const string SqlState = "dlq-sqlstate";
    private const string Attempts = "dlq-attempts";
    private const string Version = "event-version";

    private const DateTimeStyles AsUtc = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;

    /// <summary>Number of replays in the original headers, 0 to 1,000,000; 0 if the header is missing or not a number.</summary>
    public static int ReplaysOf(DeadLetter deadLetter)
    {
        var header = deadLetter.Headers.LastOrDefault(static h => h.Name == Replays).Value;
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var replays) ? Math.Min(replays, MaxReplays) : 0;
    }

    internal static Headers Write(DeadLetter deadLetter)
    {
        var headers = ToKafka(deadLetter.Headers);
        void Add(string name, string? value)
        {
            if (value is not null)
                headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        Add(Topic, deadLetter.Partition.TopicName);
        Add(TopicId, deadLetter.TopicId == Guid.Empty ? null : deadLetter.TopicId.ToString());
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
        if (Number<int>(added, Partition) is not { } partition || partition < 0
            || Number<long>(added, Offset) is not { } offset || offset < 0 || !added.TryGetValue(Reason, out var reason))
        {
            return null;
        }

        var timestamp = DateTime.TryParse(added.GetValueOrDefault(Timestamp), CultureInfo.InvariantCulture, AsUtc, out var read)
            ? read
            : message.Timestamp.ToUtc();
        return new(
            new(stream, added[Topic], partition), offset, timestamp, message.Key, message.Value,
            Guid.TryParse(added.GetValueOrDefault(EventId), out var id) ? id : null,
            Number<int>(added, Version),
            reason, added.GetValueOrDefault(Detail), added.GetValueOrDefault(SqlState),
            Number<int>(added, Attempts) ?? 0)
        {
            Headers = all[..first],
            TopicId = Guid.TryParse(added.GetValueOrDefault(TopicId), out var topicId) ? topicId : Guid.Empty,
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

    private static T? Number<T>(Dictionary<string, string> headers, string name)
        where T : struct, INumber<T> =>
        T.TryParse(headers.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
