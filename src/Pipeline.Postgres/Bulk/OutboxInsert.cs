using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Postgres.Bulk;

/// <summary>The second half of a bulk statement: outbox records for the rows that the first half has written.</summary>
internal static class OutboxInsert
{
    /// <summary>The statement; <c>written</c> is a WITH query that returns the event ids of the written rows.</summary>
    /// <param name="parameter">Number of the first of its seven parameters.</param>
    public static string Sql(int parameter) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO outbox (topic, event_type, trace_parent, shard, key, event_id, payload)
        SELECT ${parameter}, ${parameter + 1}, ${parameter + 2}, o.shard, o.key, o.event_id, o.payload
        FROM unnest(${parameter + 3}::smallint[], ${parameter + 4}::text[], ${parameter + 5}::uuid[], ${parameter + 6}::bytea[])
            AS o (shard, key, event_id, payload)
        JOIN written USING (event_id)
        """);

    /// <summary>Adds the seven parameters.</summary>
    public static void AddTo(NpgsqlParameterCollection parameters, EventRows rows)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Stream.Name });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Name });
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)PipelineTracing.TraceParent ?? DBNull.Value });
        parameters.Add(Array(NpgsqlDbType.Smallint, rows.Shard));
        parameters.Add(Array(NpgsqlDbType.Text, rows.Key));
        parameters.Add(Array(NpgsqlDbType.Uuid, rows.Batch.EventId));
        parameters.Add(Array(NpgsqlDbType.Bytea, rows.Payload));
    }

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type, T[] values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
}
