using Pipeline.Postgres.Model;
using Pipeline.Streams.Delivery;

namespace Pipeline.Postgres.DeadLetters;

/// <summary>What was sent again so far, found by where it came from and by where it was sent to.</summary>
public sealed class ReplayHistory
{
    private readonly HashSet<MessageSource> _replayed = [];
    private readonly Dictionary<MessageSource, int> _sentTo = [];

    /// <summary>Letters that were sent again.</summary>
    public int Count => _replayed.Count;

    /// <summary>Takes note of one.</summary>
    public void Add(DeadLetterReplay replay)
    {
        _replayed.Add(new(replay.Topic, replay.Partition, replay.MessageOffset));
        _sentTo[new(replay.Topic, replay.NewPartition, replay.NewOffset)] = replay.Replays;
    }

    /// <summary>Whether the letter of this source was sent again, so that it does not wait any more.</summary>
    public bool IsReplayed(MessageSource source) => _replayed.Contains(source);

    /// <summary>How often the message that lies here was sent again: 0 when it came here by itself.</summary>
    public int ReplaysOf(MessageSource place) => _sentTo.GetValueOrDefault(place);
}
