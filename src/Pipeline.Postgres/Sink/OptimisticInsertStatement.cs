using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// The statement for a sub-batch whose events and rows are all new. Has the same result as <see cref="SinkStatement"/>, without ON
/// CONFLICT, joins and grouping of the rows. If an event or row exists, it fails with SQLSTATE 23505 and changes nothing. Inserts rows
/// in key order, as <see cref="SinkStatement"/> does, so that concurrent transactions do not deadlock.
/// </summary>
internal static class OptimisticInsertStatement
{
    private static readonly ConcurrentDictionary<StreamDefinition, string> Statements = new();

    /// <summary>The statement of a stream. Parameters: those of <see cref="SinkStatement"/>, then <see cref="ProjectionSums"/>.</summary>
    public static string Of(StreamDefinition stream) => Statements.GetOrAdd(stream, static s => Build(StreamTable.Of(s)));

    private static string Build(StreamTable table)
    {
        var eventIds = $"${SinkStatement.FirstColumn + table.IndexOf("event_id")}::uuid[]";
        return $"""
            WITH {SinkStatement.Claimed},
            fresh AS (
                INSERT INTO processed_events (consumer_group, event_id)
                SELECT $1, event_id FROM unnest({eventIds}) AS i (event_id) WHERE EXISTS (SELECT FROM claimed)),
            written AS ({(table.Stream.Projections.Count > 0 ? InsertCounted(table) : Insert(table))}
            UPDATE consumer_progress
            SET next_offset = $5, applied = applied + cardinality({eventIds}), duplicates = duplicates + $6,
                dead_lettered = dead_lettered + $7, skipped = skipped + $8, updated_at = now()
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND EXISTS (SELECT FROM claimed)
            RETURNING cardinality({eventIds})::bigint
            """;
    }

    private static string Insert(StreamTable table) => $"""

            INSERT INTO {table.Name} ({table.ColumnList})
            SELECT {table.ColumnList} FROM {table.Unnest(SinkStatement.FirstColumn)} AS i ({table.ColumnList})
            WHERE EXISTS (SELECT FROM claimed)
            ORDER BY {table.Key})
        """;

    private static string InsertCounted(StreamTable table)
    {
        var parameter = SinkStatement.FirstColumn + table.Columns.Count;
        var totals = new List<string>();
        foreach (var projection in table.Stream.Projections)
        {
            totals.Add(Totals(projection, totals.Count, parameter));
            parameter += projection.Groups.Count + projection.Sums.Count;
        }

        return $"""

                INSERT INTO {table.Name} ({table.ColumnList}, counted_version, counted, counted_change)
                SELECT {table.ColumnList}, version, counts, counts
                FROM {table.Unnest(SinkStatement.FirstColumn)} AS i ({table.ColumnList}),
                     LATERAL (SELECT {ProjectionTable.CountedExpression(table.Stream)}) AS c (counts)
                WHERE EXISTS (SELECT FROM claimed)
                ORDER BY {table.Key}),
            {string.Join($",{Environment.NewLine}", totals)}
            """;
    }

    private static string Totals(Projection projection, int index, int parameter)
    {
        var types = projection.Groups.Select(ProjectionTable.SqlType).Concat(projection.Sums.Select(static s => s.SqlType));
        return $"""
            totals{index} AS (
                {ProjectionTable.Insert(projection)}
                SELECT $3, i.*
                FROM unnest({string.Join(", ", types.Select((type, i) => $"${parameter + i}::{type}[]"))}) AS i
                WHERE EXISTS (SELECT FROM claimed)
                {ProjectionTable.AddOnConflict(projection)})
            """;
    }
}
