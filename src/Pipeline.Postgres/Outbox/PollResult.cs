namespace Pipeline.Postgres.Outbox;

/// <summary>Ids and messages that a poll of a shard returned, in id order.</summary>
internal sealed class PollResult
{
    private readonly List<long> _ids = new(ShardStatements.PollRows);
    private readonly List<EventMessage> _messages = new(ShardStatements.PollRows);

    public IReadOnlyList<EventMessage> Messages => _messages;

    /// <summary>The lowest id; null if the poll returned nothing.</summary>
    public long? FirstId => _ids is [var first, ..] ? first : null;

    /// <summary>The highest id; null if the poll returned nothing.</summary>
    public long? LastId => _ids is [.., var last] ? last : null;

    public void Add(long id, EventMessage message)
    {
        _ids.Add(id);
        _messages.Add(message);
    }

    public void Clear()
    {
        _ids.Clear();
        _messages.Clear();
    }

    /// <summary>Ids of the first <paramref name="count"/> messages.</summary>
    public List<long> FirstIds(int count) => _ids.GetRange(0, count);
}
