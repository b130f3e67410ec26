namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The outbox is sent in lanes: one relay at a time a lane, so the events of one key keep their order, and several lanes, so that
/// what is refused stops those keys alone and several relays can share the work.
/// </summary>
public static class OutboxLane
{
    /// <summary>
    /// Number of lanes. A change needs an empty outbox: what was written before would otherwise be sent beside what is written
    /// after, and one key's events could pass each other. And it needs a migration: the function ring_outbox knows the lanes.
    /// </summary>
    public const int Count = 4;

    /// <summary>The lane of a key: FNV-1a over its UTF-16 units, the same in every process and version.</summary>
    public static short Of(ReadOnlySpan<char> key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
            hash = unchecked((hash ^ c) * 16777619u);
        return (short)(hash % Count);
    }
}
