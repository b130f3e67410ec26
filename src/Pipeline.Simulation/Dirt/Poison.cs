namespace Pipeline.Simulation.Dirt;

/// <summary>
/// A way to break an event. Every refusal reason of the parser has at least one, except too_large: brokers and producers reject
/// such a message too, so the relay would retry it without end and its outbox shard would stop.
/// </summary>
/// <param name="Name">A description of the fault.</param>
/// <param name="Reason">The reason that the parser must report.</param>
/// <param name="Make">Returns the broken bytes for a valid event.</param>
/// <param name="OfEnvelope">Whether it breaks a field of the envelope, which flat messages do not have.</param>
public sealed record Poison(string Name, RefusalReason Reason, Func<EventMessage, SeededRandom, byte[]> Make, bool OfEnvelope = false)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the poison can be used for the stream.</summary>
    public bool Applies(StreamDefinition stream) =>
        !(OfEnvelope && stream.IsFlat) && (Reason != RefusalReason.WrongTopic || OtherType(stream) is not null);

    /// <summary>All poisons. They need a stream with a bounded text, an integer and an instant.</summary>
    public static IReadOnlyList<Poison> All { get; } =
    [
        new("empty", RefusalReason.Empty, static (_, _) => []),
        new("a byte that is not UTF-8", RefusalReason.InvalidUtf8, static (m, r) => Inserted(m.Value, 0xFF, r)),
        new("half of a surrogate pair", RefusalReason.InvalidUtf8, static (m, _) => HalfSurrogatePair(m)),
        new("cut off", RefusalReason.NotJson, static (m, r) => Cut(m.Value, r)),
        new("words", RefusalReason.NotJson, static (_, _) => Utf8("hello")),
        new("something behind the object", RefusalReason.NotJson, static (m, _) => [.. m.Value, (byte)'x']),
        new("twice in one message", RefusalReason.NotJson, static (m, _) => [.. m.Value, .. m.Value]),
        new("in a list", RefusalReason.NotJson, static (m, _) => [(byte)'[', .. m.Value, (byte)']']),
        new("with a byte order mark", RefusalReason.NotJson, static (m, _) => [0xEF, 0xBB, 0xBF, .. m.Value]),
        new("with a trailing comma", RefusalReason.NotJson, static (m, _) => [.. m.Value[..^1], (byte)',', (byte)'}']),
        new("too deep", RefusalReason.TooDeep,
            static (m, _) => Utf8($"{{\"extra\":{new string('[', 20)}{new string(']', 20)},{Text(m.Value)[1..]}")),
        new("unknown type", RefusalReason.UnknownType, static (m, _) => With(m, "event_type", "row_deleted"), OfEnvelope: true),
        new("type in other case", RefusalReason.UnknownType,
            static (m, _) => With(m, "event_type", m.EventType.ToUpperInvariant()), OfEnvelope: true),
        new("type of another topic", RefusalReason.WrongTopic,
            static (m, _) => With(m, "event_type", OtherType(m.Stream)!), OfEnvelope: true),
        new("no type", RefusalReason.MissingField, static (m, _) => Without(m, "event_type"), OfEnvelope: true),
        new("no data", RefusalReason.MissingField, static (m, _) => Without(m, "data"), OfEnvelope: true),
        new("a field missing", RefusalReason.MissingField, static (m, r) => Changed(m, e => RemoveAny(m, Data(m, e), r))),
        new("a field null", RefusalReason.MissingField, static (m, _) => WithField(m, InstantName(m), null)),
        new("data a text", RefusalReason.WrongType, static (m, _) => With(m, "data", "data"), OfEnvelope: true),
        new("bad event id", RefusalReason.WrongType, static (m, _) => With(m, "event_id", "12345"), OfEnvelope: true),
        new("version is a text", RefusalReason.WrongType, static (m, _) => With(m, "version", "1"), OfEnvelope: true),
        new("bad time", RefusalReason.WrongType, static (m, _) => With(m, "occurred_at", "yesterday"), OfEnvelope: true),
        new("number where a text belongs", RefusalReason.WrongType, static (m, _) => WithField(m, KeyName(m), 12345)),
        new("text where a number belongs", RefusalReason.WrongType, static (m, _) => WithField(m, NumberName(m), "3")),
        new("a day that is not in the calendar", RefusalReason.WrongType,
            static (m, _) => WithField(m, InstantName(m), "2026-02-30T00:00:00Z")),
        new("version 0", RefusalReason.OutOfRange, static (m, _) => With(m, "version", 0), OfEnvelope: true),
        new("negative", RefusalReason.OutOfRange, static (m, _) => WithField(m, NumberName(m), -1)),
        new("a fraction", RefusalReason.OutOfRange, static (m, _) => WithField(m, NumberName(m), 1.5)),
        new("beyond all bounds", RefusalReason.OutOfRange, static (m, _) => WithField(m, NumberName(m), 1e30)),
        new("key too long", RefusalReason.OutOfRange,
            static (m, _) => WithField(m, KeyName(m), new string('k', TextOf(m).MaxLength!.Value + 1))),
        new("year 0001", RefusalReason.OutOfRange, static (m, _) => WithField(m, InstantName(m), YearOne(m))),
        new("U+0000", RefusalReason.NulCharacter, static (m, _) => WithField(m, KeyName(m), "u\0")),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    private static byte[] Inserted(byte[] value, byte wrong, SeededRandom random)
    {
        var at = random.Next(value.Length);
        return [.. value[..at], wrong, .. value[at..]];
    }

    /// <summary>Cuts between two characters: half a character is InvalidUtf8, not NotJson.</summary>
    private static byte[] Cut(byte[] value, SeededRandom random)
    {
        var text = Text(value);
        return Utf8(text[..random.Range(1, text.Length - 1)]);
    }

    private static byte[] With(EventMessage message, string name, JsonNode? value) => Changed(message, e => e[name] = value);

    private static byte[] Without(EventMessage message, string name) => Changed(message, e => e.Remove(name));

    private static byte[] WithField(EventMessage message, string name, JsonNode? value) =>
        Changed(message, e => Data(message, e)[name] = value);

    private static byte[] Changed(EventMessage message, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(message.Value)!.AsObject();
        change(json);
        return Utf8(json.ToJsonString(Relaxed));
    }

    /// <summary>The JSON object that contains the fields of the record.</summary>
    private static JsonObject Data(EventMessage message, JsonObject json) => message.Stream.IsFlat ? json : json["data"]!.AsObject();

    private static void RemoveAny(EventMessage message, JsonObject data, SeededRandom random) =>
        data.Remove(random.Pick([.. message.Stream.Fields.Where(static c => !c.IsNullable)]).JsonName);

    private static byte[] HalfSurrogatePair(EventMessage message) =>
        Utf8(Text(WithField(message, KeyName(message), "@")).Replace("\"@\"", "\"\\ud83d\"", StringComparison.Ordinal));

    /// <summary>An event type of another stream of the domain; null if the domain has only one stream.</summary>
    private static string? OtherType(StreamDefinition stream)
    {
        var other = stream == stream.Domain[^1] ? stream.Domain[0] : stream.Domain[^1];
        return other == stream ? null : other.Created.Name;
    }

    private static string KeyName(EventMessage message) => TextOf(message).JsonName;

    /// <summary>The Kafka key if it is a text, else the first bounded text.</summary>
    private static Column TextOf(EventMessage message) =>
        message.Stream.PartitionBy is { MaxLength: not null } key ? key : message.Stream.Columns.First(static c => c.MaxLength is not null);

    private static string NumberName(EventMessage message) =>
        message.Stream.Columns.First(static c => c is Column<int> or Column<long>).JsonName;

    private static Column Instant(EventMessage message) => message.Stream.Columns.First(static c => c is Column<DateTime>);

    private static string InstantName(EventMessage message) => Instant(message).JsonName;

    private static JsonNode YearOne(EventMessage message) =>
        Instant(message).IsEpoch ? -62_135_596_800_000L : "0001-01-01T00:00:00Z";
}
