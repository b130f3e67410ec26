namespace Pipeline.Postgres.Outbox;

/// <summary>The statements of a relay.</summary>
internal static class ShardStatements
{
    /// <summary>Maximum rows per poll of a shard. More rows need fewer round trips; fewer rows make a retry cheaper.</summary>
    public const int PollRows = 2000;

    /// <summary>
    /// First key of the advisory lock that requests notifications. The function notify_outbox notifies if this lock is held for any
    /// shard, so one lock is enough for all shards of a relay.
    /// </summary>
    private const int NotificationLockClass = 0x0B0D;

    /// <summary>
    /// Settings of a relay's session. idle_session_timeout: a relay polls at least once per second, so only a frozen process is idle for
    /// 10 s, and its shards go to another relay. synchronous_commit: if a server crash undoes a delete, the events are sent again,
    /// which is safe. enable_*: the planner's statistics are wrong for a table that empties and fills within seconds, so only index
    /// scans are allowed.
    /// </summary>
    public const string Settings = """
        SET idle_session_timeout = '10s';
        SET idle_in_transaction_session_timeout = '10s';
        SET synchronous_commit = off;
        SET enable_seqscan = off;
        SET enable_bitmapscan = off;
        LISTEN outbox
        """;

    /// <summary>
    /// Deletes by id, because a row with a lower id can be committed after the poll. The range limits the index scan if the planner uses
    /// the ids only as a filter.
    /// </summary>
    public static NpgsqlBatchCommand Delete(RelayShard shard)
    {
        var delete = new NpgsqlBatchCommand("DELETE FROM outbox WHERE shard = $1 AND id BETWEEN $2 AND $3 AND id = ANY($4)");
        delete.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard.Number });
        delete.Parameters.Add(new NpgsqlParameter<long> { TypedValue = shard.Sent[0] });
        delete.Parameters.Add(new NpgsqlParameter<long> { TypedValue = shard.Sent[^1] });
        delete.Parameters.Add(
            new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [.. shard.Sent] });
        return delete;
    }

    /// <summary>The transactions that lock the outbox as a writer does.</summary>
    public static NpgsqlBatchCommand Writers() => new("""
        SELECT virtualtransaction FROM pg_locks
        WHERE relation = 'outbox'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
        """);

    /// <summary>Polls a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="floor">The lowest id to read.</param>
    public static NpgsqlBatchCommand Select(RelayShard shard, long floor)
    {
        var select = new NpgsqlBatchCommand("""
            SELECT id, topic, key, payload, event_id, event_type, trace_parent FROM outbox
            WHERE shard = $1 AND id >= $2 ORDER BY id LIMIT $3
            """);
        select.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard.Number });
        select.Parameters.Add(new NpgsqlParameter<long> { TypedValue = floor });
        select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PollRows });
        return select;
    }

    /// <summary>Takes or releases a shard's advisory lock that requests notifications.</summary>
    public static NpgsqlBatchCommand NotificationLock(string text, short shard) => new(text)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = NotificationLockClass },
            new NpgsqlParameter<int> { TypedValue = shard },
        },
    };

    /// <summary>Adds the reader's row to the result of the poll.</summary>
    /// <exception cref="InvalidOperationException">The row belongs to a stream that is not registered.</exception>
    public static void Read(NpgsqlDataReader row, StreamRegistry streams, PollResult result)
    {
        var stream = streams.Find(row.GetString(1))
            ?? throw new InvalidOperationException($"The outbox has an event of stream '{row.GetString(1)}', which is not registered.");
        result.Add(row.GetInt64(0), new EventMessage(
            stream, row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), row.GetGuid(4), row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6)));
    }
}
