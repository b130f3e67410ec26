using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.DeadLetters;

/// <summary>All replayed dead letters, by original position and by the position of the replayed message.</summary>
public sealed class ReplayHistory
{
    private readonly HashSet<MessageSource> _replayed = [];
    private readonly Dictionary<MessageSource, int> _sentTo = [];

    /// <summary>Number of replayed dead letters.</summary>
    public int Count => _replayed.Count;

    /// <summary>Adds a replay.</summary>
    public void Add(DeadLetterReplay replay)
    {
        _replayed.Add(new(replay.Topic, replay.Partition, replay.MessageOffset, replay.TopicId));
        _sentTo[new(replay.Topic, replay.NewPartition, replay.NewOffset, replay.NewTopicId)] = replay.Replays;
    }

    /// <summary>Whether the dead letter with this original position was replayed.</summary>
    public bool IsReplayed(MessageSource source) => _replayed.Contains(source);

    /// <summary>Number of replays of the message at this position; 0 if it is not a replayed message.</summary>
    public int ReplaysOf(MessageSource position) => _sentTo.GetValueOrDefault(position);
}
