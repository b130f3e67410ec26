namespace Pipeline.Postgres.Outbox;

/// <summary>The statements of a relay.</summary>
internal static class ShardStatements
{
    /// <summary>Maximum rows per poll of a shard. More rows need fewer round trips; fewer rows make a retry cheaper.</summary>
    public const int PollRows = 2000;

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

    /// <summary>Deletes by id, not by range, because a row with a lower id can be committed after the poll.</summary>
    public static NpgsqlBatchCommand Delete(RelayShard shard)
    {
        var delete = new NpgsqlBatchCommand("DELETE FROM outbox WHERE shard = $1 AND id = ANY($2)");
        delete.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard.Number });
        delete.Parameters.Add(
            new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [.. shard.Sent] });
        return delete;
    }

    /// <summary>Polls a shard.</summary>
    public static NpgsqlBatchCommand Select(RelayShard shard)
    {
        var select = new NpgsqlBatchCommand(
            "SELECT id, topic, key, payload, event_id, event_type, trace_parent FROM outbox WHERE shard = $1 ORDER BY id LIMIT $2");
        select.Parameters.Add(new NpgsqlParameter<short> { TypedValue = shard.Number });
        select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PollRows });
        return select;
    }

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
