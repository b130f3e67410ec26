namespace Pipeline.Operations.Verification;

/// <summary>Observes the log of a partition with the consumers' decoder: events, refused messages, dirt. Not thread-safe.</summary>
/// <param name="stream">The stream.</param>
/// <param name="range">The offsets to read.</param>
/// <param name="passed">Next offset of the group.</param>
/// <param name="deadLetters">The stream's dead letters.</param>
/// <param name="observations">Collects the observations.</param>
/// <param name="decoder">Decodes Avro messages; null for JSON.</param>
internal sealed class LogObserver(
    StreamDefinition stream, OffsetRange range, long passed, DeadLetterIndex deadLetters, Observations observations,
    EventDecoder? decoder = null) : IDisposable
{
    /// <summary>Kind of all labels that the pipeline does not define, because other producers can write any label.</summary>
    private const string UnknownDirt = "unknown";

    /// <summary>Maximum number of offsets that a report names.</summary>
    public const int MaxOffsets = 20;

    private static readonly HashSet<string> Kinds = DirtKinds.All.Select(DirtKinds.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>How long a message waits for its schema.</summary>
    private static readonly TimeSpan SchemaTimeout = TimeSpan.FromSeconds(30);

    private readonly EventDecoder _decoder = decoder ?? stream.Decoder;
    private readonly EventBatch _row = stream.NewBatch(1);
    private long _next = range.From;

    public OffsetRange Range => range;

    /// <summary>Next offset of the group.</summary>
    public long PassedTo => passed;

    public Observations Observations => observations;

    /// <summary>Messages read.</summary>
    public long Messages { get; private set; }

    /// <summary>Offsets without a message: transaction markers, and aborted or compacted messages.</summary>
    public long Missing { get; private set; }

    /// <summary>Number of partitions of the topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>
    /// Events of other producers, whose order Kafka does not keep: their Kafka key is not the stream's, or they are not in the
    /// partition that this pipeline's producers choose for the key.
    /// </summary>
    public long Unordered { get; private set; }

    /// <summary>The first offsets of the events that <see cref="Unordered"/> counts.</summary>
    public List<long> UnorderedOffsets { get; } = [];

    /// <summary>Timestamp of the first message; null if there was none.</summary>
    public DateTime? Oldest { get; private set; }

    /// <summary>Consumed messages that the decoder refuses, by offset.</summary>
    public Dictionary<long, Refusal> Refused { get; } = [];

    /// <summary>Offsets of valid events that are labelled as poison.</summary>
    public List<long> ValidPoison { get; } = [];

    /// <summary>Number of labelled messages by kind of dirt.</summary>
    public Dictionary<string, long> Dirt { get; } = new(StringComparer.Ordinal);

    public void Add(LogMessage message)
    {
        Messages++;
        Missing += message.Offset - _next;
        _next = message.Offset + 1;
        Oldest ??= message.Timestamp;
        var misplaced = ReadLabels(message, out var isPoison);
        _row.Clear();
        WaitForSchema(message.Value);
        var refusal = _decoder.Decode(message.Value, message.Offset, _row);
        if (!refusal.IsRefused)
        {
            AddEvent(message, misplaced);
            if (isPoison)
                ValidPoison.Add(message.Offset);
        }
        else if (message.Offset < passed)
        {
            Refused.Add(message.Offset, refusal);
        }
    }

    /// <exception cref="StartupRefusedException">The schema registry does not answer: which messages are events is not known.</exception>
    private void WaitForSchema(byte[]? value)
    {
        if (_decoder.Prepare(value) is { IsCompletedSuccessfully: false } schema && !schema.Wait(SchemaTimeout))
        {
            throw new StartupRefusedException(
                $"The schema registry does not answer, so {stream} cannot be verified: start it, or set SCHEMA_REGISTRY_URL.",
                isTransient: true);
        }
    }

    public void Dispose() => observations.Dispose();

    private void AddEvent(in LogMessage message, Observed misplaced)
    {
        var where = Observed.InLog;
        if (!_row.HasKafkaKey(0, message.Key) || KeyPartition.Of(message.Key, Partitions) != message.Partition)
        {
            Unordered++;
            if (UnorderedOffsets.Count < MaxOffsets)
                UnorderedOffsets.Add(message.Offset);
            misplaced = Observed.Misplaced;
        }

        if (message.Offset < passed)
            where |= deadLetters.Has(message.Partition, message.Offset) ? Observed.DeadLetter : Observed.Passed;
        observations.Add(_row.EventId[0], where);
        if (_row.IsCounted(0))
            where |= Observed.Counts;
        observations.Add(new VersionObservation(
            _row.KeyHashAt(0), _row.Version[0], where | misplaced, (short)message.Partition, message.Offset));
    }

    /// <summary>Counts labelled dirt. Returns Misplaced for a message that is out of order on purpose: dirt, or a replay.</summary>
    private Observed ReadLabels(in LogMessage message, out bool isPoison)
    {
        var misplaced = Observed.None;
        isPoison = false;
        for (var i = 0; i < message.Headers.Count; i++)
        {
            var header = message.Headers[i];
            if (header.Key == EventMessage.DirtHeader)
            {
                var kind = Encoding.UTF8.GetString(header.GetValueBytes() ?? []);
                kind = Kinds.Contains(kind) ? kind : UnknownDirt;
                Dirt[kind] = Dirt.GetValueOrDefault(kind) + 1;
                misplaced = Observed.Misplaced;
                isPoison |= kind == DirtKind.Poison.Name();
            }
            else if (header.Key == DeadLetterHeaders.Replays)
            {
                misplaced = Observed.Misplaced;
            }
        }

        return misplaced;
    }
}
