using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.DeadLetters;

/// <summary>A letter as it may be shown: personal data masked.</summary>
/// <param name="Source">Where the message came from.</param>
/// <param name="Timestamp">Its timestamp there, UTC.</param>
/// <param name="EventId">Its event id, where one could be read.</param>
/// <param name="Detail">The field at fault.</param>
/// <param name="SqlState">SQLSTATE, where the database refused it.</param>
/// <param name="Replays">How often it had been sent again before.</param>
/// <param name="Key">Its key, masked.</param>
/// <param name="Bytes">Length of its value; null for none.</param>
/// <param name="Value">Its value, masked.</param>
public sealed record DeadLetterSample(
    string Source, DateTime Timestamp, Guid? EventId, string? Detail, string? SqlState, int Replays, string Key, int? Bytes, string Value)
{
    internal static DeadLetterSample Of(WaitingDeadLetter waiting)
    {
        var letter = waiting.Letter;
        var mask = PayloadMask.Of(letter.Partition.Stream);
        return new(
            letter.Source.ToString(), letter.Timestamp, letter.EventId,
            letter.Detail is null ? null : PayloadMask.Word(letter.Detail), letter.SqlState is null ? null : PayloadMask.Word(letter.SqlState),
            waiting.Replays, mask.Key(letter.Key), letter.Value?.Length, mask.Value(letter.Value));
    }
}

/// <summary>The waiting letters of one stream and reason.</summary>
/// <param name="stream">The stream's name.</param>
/// <param name="reason">The reason.</param>
public sealed class DeadLetterGroup(string stream, string reason)
{
    private readonly List<DeadLetterSample> _samples = [];

    /// <summary>The stream's name.</summary>
    public string Stream => stream;

    /// <summary>A refusal, or a name of the fault table.</summary>
    public string Reason => reason;

    /// <summary>Letters.</summary>
    public long Count { get; private set; }

    /// <summary>Timestamp of the oldest message, UTC.</summary>
    public DateTime Oldest { get; private set; } = DateTime.MaxValue;

    /// <summary>Timestamp of the newest message, UTC.</summary>
    public DateTime Newest { get; private set; } = DateTime.MinValue;

    /// <summary>Attempts of all of them at the database.</summary>
    public long Attempts { get; private set; }

    /// <summary>Letters that have come back after they were sent again.</summary>
    public long Returned { get; private set; }

    /// <summary>The first few.</summary>
    public IReadOnlyList<DeadLetterSample> Samples => _samples;

    internal void Add(WaitingDeadLetter waiting, int samples)
    {
        var letter = waiting.Letter;
        Count++;
        Oldest = letter.Timestamp < Oldest ? letter.Timestamp : Oldest;
        Newest = letter.Timestamp > Newest ? letter.Timestamp : Newest;
        Attempts += letter.Attempts;
        Returned += waiting.Replays > 0 ? 1 : 0;
        if (_samples.Count < samples)
            _samples.Add(DeadLetterSample.Of(waiting));
    }
}

/// <summary>What waits in the dead letters.</summary>
/// <param name="Groups">By stream and reason.</param>
/// <param name="Waiting">Letters in all.</param>
/// <param name="Replayed">Letters left out because they were sent again.</param>
/// <param name="Copies">Copies left out of letters that were kept more than once.</param>
/// <param name="InTable">Of those that wait, letters that only the table dead_letters has.</param>
/// <param name="Strange">Messages in the dead-letter topics that are no letters.</param>
public sealed record DeadLetterReport(
    IReadOnlyList<DeadLetterGroup> Groups, long Waiting, long Replayed, long Copies, long InTable, long Strange)
{
    /// <summary>Reads all letters.</summary>
    /// <param name="box">Where they are.</param>
    /// <param name="samples">Samples kept of each group.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DeadLetterReport> ReadAsync(DeadLetterReader box, int samples, CancellationToken cancellationToken)
    {
        var groups = new List<DeadLetterGroup>();
        foreach (var stream in box.Streams)
        {
            var reasons = new SortedDictionary<string, DeadLetterGroup>(StringComparer.Ordinal);
            await foreach (var waiting in box.ReadAsync(stream, cancellationToken))
            {
                var reason = PayloadMask.Word(waiting.Letter.Reason);
                if (!reasons.TryGetValue(reason, out var group))
                    reasons[reason] = group = new(stream.Name, reason);
                group.Add(waiting, samples);
            }

            groups.AddRange(reasons.Values);
        }

        return new(groups, groups.Sum(g => g.Count), box.Replayed, box.Copies, box.InTable, box.Strange);
    }
}
