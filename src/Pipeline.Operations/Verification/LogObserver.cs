using System.Text;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Kafka.Verification;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Operations.Verification;

/// <summary>What a partition's log holds, seen with the consumers' own parser: events, refused messages, labelled dirt. One thread.</summary>
/// <param name="stream">The stream.</param>
/// <param name="stretch">What is read of it.</param>
/// <param name="passed">Offset that the group stands at.</param>
/// <param name="letters">The stream's dead letters.</param>
/// <param name="evidence">Takes what is found.</param>
internal sealed class LogObserver(StreamDefinition stream, OffsetRange stretch, long passed, DeadLetterIndex letters, Observations evidence) : IDisposable
{
    private readonly EventBatch _row = stream.NewBatch(1);
    private long _next = stretch.From;

    public OffsetRange Stretch => stretch;

    /// <summary>Offset that the group stands at.</summary>
    public long PassedTo => passed;

    public Observations Observations => evidence;

    /// <summary>Messages read.</summary>
    public long Messages { get; private set; }

    /// <summary>Offsets that held no message any more.</summary>
    public long Missing { get; private set; }

    /// <summary>Timestamp of the first message; null when there was none.</summary>
    public DateTime? Oldest { get; private set; }

    /// <summary>Messages that are no event of ours and that the group is past.</summary>
    public Dictionary<long, Refusal> Refused { get; } = [];

    /// <summary>Messages labelled as poison that are good events.</summary>
    public List<long> Harmless { get; } = [];

    /// <summary>Labelled dirt, by kind.</summary>
    public Dictionary<string, long> Dirt { get; } = new(StringComparer.Ordinal);

    public void Add(LogMessage message)
    {
        Messages++;
        Missing += message.Offset - _next;
        _next = message.Offset + 1;
        Oldest ??= message.Timestamp;
        var misplaced = ReadLabels(message, out var isPoison);
        _row.Clear();
        var refusal = stream.Decoder.Decode(message.Value, message.Offset, _row);
        if (!refusal.IsRefused)
        {
            AddEvent(message, misplaced);
            if (isPoison)
                Harmless.Add(message.Offset);
        }
        else if (message.Offset < passed)
        {
            Refused.Add(message.Offset, refusal);
        }
    }

    public void Dispose() => evidence.Dispose();

    private void AddEvent(in LogMessage message, Observed misplaced)
    {
        var where = Observed.InLog;
        if (message.Offset < passed)
            where |= letters.Has(message.Partition, message.Offset) ? Observed.DeadLetter : Observed.Passed;
        evidence.Add(_row.EventId[0], where);
        if (_row.IsCounted(0))
            where |= Observed.Counts;
        evidence.Add(new VersionObservation(_row.KeyHashAt(0), _row.Version[0], where | misplaced, (short)message.Partition, message.Offset));
    }

    /// <summary>Whether the message stands out of its place on purpose. Counts labelled dirt on the way.</summary>
    private Observed ReadLabels(in LogMessage message, out bool isPoison)
    {
        var misplaced = Observed.None;
        isPoison = false;
        for (var i = 0; i < message.Headers.Count; i++)
        {
            var header = message.Headers[i];
            if (header.Key == EventMessage.DirtHeader)
            {
                var kind = Encoding.UTF8.GetString(header.GetValueBytes());
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
