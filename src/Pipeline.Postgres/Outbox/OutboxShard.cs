namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The outbox is split into shards by key. One relay at a time sends a shard, so the events of a key keep their order; a refused event
/// stops the keys of its shard only, and several relays share the work.
/// </summary>
public static class OutboxShard
{
    /// <summary>
    /// Number of shards. A change needs an empty outbox: two relays could otherwise send the events of one key at the same time. It
    /// also needs a migration: the function notify_outbox knows the shards.
    /// </summary>
    public const int Count = 4;

    /// <summary>The shard of a key: FNV-1a over its UTF-16 units, the same in every process and version.</summary>
    public static short Of(ReadOnlySpan<char> key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
            hash = unchecked((hash ^ c) * 16777619u);
        return (short)(hash % Count);
    }
}
