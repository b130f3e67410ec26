using Pipeline.Streams.Delivery;

namespace Pipeline.Postgres.Outbox;

/// <summary>What one look into a lane brought: ids and messages, in order.</summary>
internal sealed class LaneSweep
{
    private readonly List<long> _ids = new(LaneStatements.SweepRows);
    private readonly List<EventMessage> _messages = new(LaneStatements.SweepRows);

    public IReadOnlyList<EventMessage> Messages => _messages;

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
