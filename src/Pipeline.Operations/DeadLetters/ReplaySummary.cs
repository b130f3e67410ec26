using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.DeadLetters;

/// <summary>What became of the letters of one stream and reason.</summary>
/// <param name="stream">The stream's name.</param>
/// <param name="reason">The reason.</param>
public sealed class ReplayCount(string stream, string reason)
{
    /// <summary>The stream's name.</summary>
    public string Stream => stream;

    /// <summary>A refusal, or a name of the fault table.</summary>
    public string Reason => reason;

    /// <summary>To be sent: chosen, and not left alone.</summary>
    public long Chosen { get; internal set; }

    /// <summary>Sent, acknowledged by Kafka and noted.</summary>
    public long Sent { get; internal set; }

    /// <summary>Left alone, because they have come back too often.</summary>
    public long LeftAlone { get; internal set; }
}

/// <summary>What a replay did.</summary>
public sealed class ReplaySummary
{
    private readonly List<ReplayCount> _counts = [];

    /// <summary>By stream and reason.</summary>
    public IReadOnlyCollection<ReplayCount> Counts =>
        [.. _counts.GroupBy(static c => c.Stream).SelectMany(static s => s.OrderBy(static c => c.Reason, StringComparer.Ordinal))];

    /// <summary>To be sent.</summary>
    public long Chosen => _counts.Sum(c => c.Chosen);

    /// <summary>Sent, acknowledged and noted.</summary>
    public long Sent => _counts.Sum(c => c.Sent);

    /// <summary>Left alone, because they have come back too often.</summary>
    public long LeftAlone => _counts.Sum(c => c.LeftAlone);

    /// <summary>Letters that wait for another reason or in another stream than asked for.</summary>
    public long Others { get; internal set; }

    /// <summary>Letters that retention removed between being found and being sent.</summary>
    public long Gone { get; internal set; }

    /// <summary>Letters that the brokers refuse for good, such as those that grew too large for their topic.</summary>
    public long Refused { get; internal set; }

    /// <summary>The first of them, and why.</summary>
    public string? FirstRefused { get; internal set; }

    /// <summary>What ended the replay before its time: the first letter that Kafka did not take; null when it came to its end.</summary>
    public string? Failure { get; internal set; }

    internal ReplayCount Of(StreamDefinition stream, string reason)
    {
        reason = PayloadMask.Word(reason);
        var count = _counts.Find(c => c.Stream == stream.Name && c.Reason == reason);
        if (count is null)
            _counts.Add(count = new(stream.Name, reason));
        return count;
    }
}
