using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// The statement that applies a sub-batch: progress, deduplication, versioned upsert and projections, in one round trip and, as one
/// statement, in one transaction.
/// <list type="bullet">
/// <item><c>claimed</c> locks the progress row. It is empty if the progress is not at the start of the sub-batch. All other parts
/// depend on it, so a fenced sub-batch writes nothing.</item>
/// <item><c>fresh</c> has the events that were not applied before.</item>
/// <item><c>written</c> upserts the newest version per key. Excludes rows that are already stored in this or a newer version, because
/// ON CONFLICT would lock each of them, which is a write.</item>
/// <item>For streams with projections, each row also has the state that the projections include: the version and whether the row is
/// counted. Only a newer version changes this state, so old versions and versions sent with two event ids have no effect. The change
/// (counted_change) is stored in the row, because only ON CONFLICT sees the current row; a sub-select would read the statement's
/// snapshot, which can be older. The columns of a projection never change, so a later subtraction equals the addition.</item>
/// <item><c>totals…</c> adds these changes to the projection, ordered by key, so that concurrent transactions lock rows in the same
/// order.</item>
/// </list>
/// </summary>
internal static class SinkStatement
{
    /// <summary>
    /// Number of the first column parameter. $1 group, $2 topic, $3 partition, $4 expected, $5 next, $6 duplicates, $7 dead letters, $8
    /// skipped.
    /// </summary>
    public const int FirstColumn = 9;

    /// <summary>Locks the progress row; empty if the progress is not at the start of the sub-batch.</summary>
    public const string Claimed = """
        claimed AS MATERIALIZED (
            SELECT 1 FROM consumer_progress
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
            FOR UPDATE)
        """;

    /// <summary>Updates only the progress, for an offset range without rows.</summary>
    public const string WithoutRows = """
        UPDATE consumer_progress
        SET next_offset = $5, duplicates = duplicates + $6, dead_lettered = dead_lettered + $7, skipped = skipped + $8,
            updated_at = now()
        WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
        RETURNING 0::bigint
        """;

    private static readonly ConcurrentDictionary<StreamDefinition, string> Statements = new();

    /// <summary>The statement of a stream.</summary>
    public static string Of(StreamDefinition stream) => Statements.GetOrAdd(stream, static s => Build(StreamTable.Of(s)));

    private static string Build(StreamTable table) => $"""
        WITH input AS MATERIALIZED (SELECT * FROM {table.Unnest(FirstColumn)} AS i ({table.ColumnList})),
        {Claimed},
        fresh AS (
            INSERT INTO processed_events (consumer_group, event_id)
            SELECT $1, event_id FROM input WHERE EXISTS (SELECT FROM claimed)
            ON CONFLICT DO NOTHING
            RETURNING event_id),
        written AS ({(table.Stream.Projections.Count > 0 ? UpsertCounted(table) : Upsert(table))}
        UPDATE consumer_progress
        SET next_offset = $5, applied = applied + (SELECT count(*) FROM fresh),
            duplicates = duplicates + $6 + (SELECT count(*) FROM input) - (SELECT count(*) FROM fresh),
            dead_lettered = dead_lettered + $7, skipped = skipped + $8, updated_at = now()
        WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND EXISTS (SELECT FROM claimed)
        RETURNING (SELECT count(*) FROM fresh)
        """;

    private static string Upsert(StreamTable table) => $"""

            INSERT INTO {table.Name} AS t ({table.ColumnList})
            SELECT DISTINCT ON ({table.Key}) {table.ColumnList} FROM input JOIN fresh USING (event_id)
            WHERE NOT EXISTS (SELECT FROM {table.Name} e WHERE e.{table.Key} = input.{table.Key} AND e.version >= input.version)
            ORDER BY {table.Key}, version DESC
            ON CONFLICT ({table.Key}) DO UPDATE SET {string.Join(", ", table.Columns.Select(c => $"{c.Name} = excluded.{c.Name}"))}
            WHERE excluded.version > t.version)
        """;

    private static string UpsertCounted(StreamTable table)
    {
        var changes = table.Changing.Where(static c => c != "version")
            .Select(static c => $"{c} = CASE WHEN excluded.version > t.version THEN excluded.{c} ELSE t.{c} END");
        var sources = string.Join(", ", ProjectionTable.Sources(table.Stream).Select(static c => c.Name));
        return $"""

                INSERT INTO {table.Name} AS t ({table.ColumnList}, counted_version, counted, counted_change)
                SELECT DISTINCT ON ({table.Key}) {table.ColumnList}, version, counts, counts
                FROM (SELECT input.*, {ProjectionTable.CountedExpression(table.Stream)} AS counts FROM input) i JOIN fresh USING (event_id)
                ORDER BY {table.Key}, version DESC
                ON CONFLICT ({table.Key}) DO UPDATE
                SET {string.Join(", ", changes)}, version = greatest(excluded.version, t.version),
                    counted_version = excluded.version, counted = excluded.counted, counted_change = excluded.counted - t.counted
                WHERE excluded.version > t.counted_version
                RETURNING {sources}, counted_change),
            {string.Join($",{Environment.NewLine}", table.Stream.Projections.Select(Totals))}
            """;
    }

    private static string Totals(Projection projection, int index)
    {
        var groups = projection.Groups.Select(ProjectionTable.Expression);
        var sums = projection.Sums.Select(ProjectionTable.Change);
        var positions = string.Join(", ", projection.Groups.Select(static (_, i) => i + 2));
        return $"""
            totals{index} AS (
                {ProjectionTable.Insert(projection)}
                SELECT $3, {string.Join(", ", groups)}, {string.Join(", ", sums)}
                FROM written
                WHERE counted_change <> 0
                GROUP BY {positions}
                ORDER BY {positions}
                {ProjectionTable.AddOnConflict(projection)})
            """;
    }
}
