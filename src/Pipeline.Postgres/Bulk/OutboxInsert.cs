using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Streams;
using Pipeline.Streams.Shop;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Postgres.Bulk;

/// <summary>The second half of a bulk statement: outbox records for those rows that the first half has written.</summary>
internal static class OutboxInsert
{
    /// <summary>The statement; <c>written</c> is a WITH query that returns the event ids of the rows that were written.</summary>
    /// <param name="parameter">Number of the first of its seven parameters.</param>
    public static string Sql(int parameter) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO outbox (topic, event_type, trace_parent, lane, key, event_id, payload)
        SELECT ${parameter}, ${parameter + 1}, ${parameter + 2}, o.lane, o.key, o.event_id, o.payload
        FROM unnest(${parameter + 3}::smallint[], ${parameter + 4}::text[], ${parameter + 5}::uuid[], ${parameter + 6}::bytea[]) AS o (lane, key, event_id, payload)
        JOIN written USING (event_id)
        """);

    /// <summary>Adds the seven parameters.</summary>
    public static void AddTo(NpgsqlParameterCollection parameters, EventRows rows)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Topic().Name() });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Name() });
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)PipelineTracing.TraceParent ?? DBNull.Value });
        parameters.Add(new NpgsqlParameter<short[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint, TypedValue = rows.Lane });
        parameters.Add(new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = rows.Key });
        parameters.Add(new NpgsqlParameter<Guid[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, TypedValue = rows.Batch.EventId });
        parameters.Add(new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = rows.Payload });
    }
}
