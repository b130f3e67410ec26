namespace Pipeline.Postgres.Model;

/// <summary>
/// The outbox is split into shards by key. Only one relay sends a shard at a time, so the events of a key keep their order. Several
/// relays share the shards, and a refused event stops only the keys of its shard.
/// </summary>
public static class OutboxShard
{
    /// <summary>
    /// Number of shards. Changing it needs an empty outbox, because otherwise two relays could send events of one key at the same time.
    /// It also needs a migration of the function notify_outbox, which contains the shard numbers.
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
