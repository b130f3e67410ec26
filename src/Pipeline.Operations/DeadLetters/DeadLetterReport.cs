namespace Pipeline.Operations.DeadLetters;

/// <summary>A dead letter with personal data masked.</summary>
/// <param name="Source">Topic, partition and offset that the message came from.</param>
/// <param name="Timestamp">Timestamp of the message, UTC.</param>
/// <param name="EventId">Event id; null if it could not be read.</param>
/// <param name="Detail">The field at fault.</param>
/// <param name="SqlState">SQLSTATE if the database refused the message, else null.</param>
/// <param name="Replays">How often the message was replayed before.</param>
/// <param name="Key">Message key, masked.</param>
/// <param name="Bytes">Length of the message value; null without a value.</param>
/// <param name="Value">Message value, masked.</param>
public sealed record DeadLetterSample(
    string Source, DateTime Timestamp, Guid? EventId, string? Detail, string? SqlState, int Replays, string Key, int? Bytes, string Value)
{
    internal static DeadLetterSample Of(WaitingDeadLetter waiting)
    {
        var deadLetter = waiting.DeadLetter;
        var mask = PayloadMask.Of(deadLetter.Partition.Stream);
        return new(
            deadLetter.Source.ToString(), deadLetter.Timestamp, deadLetter.EventId,
            deadLetter.Detail is null ? null : PayloadMask.Word(deadLetter.Detail),
            deadLetter.SqlState is null ? null : PayloadMask.Word(deadLetter.SqlState),
            waiting.Replays, mask.Key(deadLetter.Key), deadLetter.Value?.Length, mask.Value(deadLetter.Value));
    }
}

/// <summary>The waiting dead letters of one stream and reason.</summary>
/// <param name="stream">The stream's name.</param>
/// <param name="reason">The reason.</param>
public sealed class DeadLetterGroup(string stream, string reason)
{
    private readonly List<DeadLetterSample> _samples = [];

    /// <summary>The stream's name.</summary>
    public string Stream => stream;

    /// <summary>Name of a refusal reason or of a fault in the fault table.</summary>
    public string Reason => reason;

    /// <summary>Number of dead letters.</summary>
    public long Count { get; private set; }

    /// <summary>Timestamp of the oldest message, UTC.</summary>
    public DateTime Oldest { get; private set; } = DateTime.MaxValue;

    /// <summary>Timestamp of the newest message, UTC.</summary>
    public DateTime Newest { get; private set; } = DateTime.MinValue;

    /// <summary>Database attempts, summed over all dead letters.</summary>
    public long Attempts { get; private set; }

    /// <summary>Dead letters that returned after a replay.</summary>
    public long Returned { get; private set; }

    /// <summary>The first dead letters, as many as the caller asked for.</summary>
    public IReadOnlyList<DeadLetterSample> Samples => _samples;

    internal void Add(WaitingDeadLetter waiting, int samples)
    {
        var deadLetter = waiting.DeadLetter;
        Count++;
        Oldest = deadLetter.Timestamp < Oldest ? deadLetter.Timestamp : Oldest;
        Newest = deadLetter.Timestamp > Newest ? deadLetter.Timestamp : Newest;
        Attempts += deadLetter.Attempts;
        Returned += waiting.Replays > 0 ? 1 : 0;
        if (_samples.Count < samples)
            _samples.Add(DeadLetterSample.Of(waiting));
    }
}

/// <summary>The waiting dead letters, by stream and reason.</summary>
/// <param name="Groups">One group per stream and reason.</param>
/// <param name="Waiting">Number of waiting dead letters.</param>
/// <param name="Replayed">Dead letters left out because they were replayed.</param>
/// <param name="Copies">Copies left out of dead letters that were stored more than once.</param>
/// <param name="InTable">Waiting dead letters that only the table dead_letters has.</param>
/// <param name="Strange">Messages in the dead-letter topics that are not dead letters.</param>
public sealed record DeadLetterReport(
    IReadOnlyList<DeadLetterGroup> Groups, long Waiting, long Replayed, long Copies, long InTable, long Strange)
{
    /// <summary>Reads all dead letters.</summary>
    /// <param name="reader">Reads the dead letters. A fresh instance, because its counts become the report's.</param>
    /// <param name="samples">Maximum number of samples per group.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<DeadLetterReport> ReadAsync(DeadLetterReader reader, int samples, CancellationToken cancellationToken)
    {
        var groups = new List<DeadLetterGroup>();
        foreach (var stream in reader.Streams)
        {
            var reasons = new SortedDictionary<string, DeadLetterGroup>(StringComparer.Ordinal);
            await foreach (var waiting in reader.ReadAsync(stream, cancellationToken))
            {
                var reason = PayloadMask.Word(waiting.DeadLetter.Reason);
                if (!reasons.TryGetValue(reason, out var group))
                    reasons[reason] = group = new(stream.Name, reason);
                group.Add(waiting, samples);
            }

            groups.AddRange(reasons.Values);
        }

        return new(groups, groups.Sum(g => g.Count), reader.Replayed, reader.Copies, reader.InTable, reader.Invalid);
    }
}
