using Npgsql;
using NpgsqlTypes;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Outbox;

/// <summary>What a relay asks of its lanes, in SQL.</summary>
internal static class LaneStatements
{
    /// <summary>Rows of a lane's sweep: enough that a round trip does not count, few enough that a retry is cheap.</summary>
    public const int SweepRows = 2000;

    /// <summary>
    /// Of a relay's session. The server ends one that has stood still for 10 s: a relay asks the outbox at least once a second, so
    /// only a frozen process gets there, and its lanes go to a living one. A removal that a crash of the server takes back has its
    /// events sent again, as a crash of the relay has: it need not wait for the disk.
    /// </summary>
    public const string Settings = """
        SET idle_session_timeout = '10s';
        SET idle_in_transaction_session_timeout = '10s';
        SET synchronous_commit = off;
        SET enable_seqscan = off;
        SET enable_bitmapscan = off;
        LISTEN outbox
        """;

    /// <summary>By id, not by range: a row below may have been committed since.</summary>
    public static NpgsqlBatchCommand Delete(RelayLane lane)
    {
        var delete = new NpgsqlBatchCommand("DELETE FROM outbox WHERE lane = $1 AND id = ANY($2)");
        delete.Parameters.Add(new NpgsqlParameter<short> { TypedValue = lane.Number });
        delete.Parameters.Add(new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = [.. lane.Sent] });
        return delete;
    }

    public static NpgsqlBatchCommand Select(RelayLane lane)
    {
        var select = new NpgsqlBatchCommand("SELECT id, topic, key, payload, event_id, event_type, trace_parent FROM outbox WHERE lane = $1 ORDER BY id LIMIT $2");
        select.Parameters.Add(new NpgsqlParameter<short> { TypedValue = lane.Number });
        select.Parameters.Add(new NpgsqlParameter<int> { TypedValue = SweepRows });
        return select;
    }

    /// <summary>Adds the reader's row to what the look brought.</summary>
    public static void Read(NpgsqlDataReader row, LaneSweep sweep) => sweep.Add(row.GetInt64(0), new EventMessage(
        TopicOf(row.GetString(1)), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3),
        row.GetGuid(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6)));

    private static ShopTopic TopicOf(string name)
    {
        foreach (var topic in ShopTopics.All)
        {
            if (topic.Name() == name)
                return topic;
        }

        throw new InvalidOperationException($"The outbox holds an event for '{name}', which is no stream of the shop.");
    }
}
