using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Columns;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Postgres;

/// <summary>The SQL and the sums of a projection, derived from the definition of a made-up stream.</summary>
public sealed class ProjectionTests
{
    private const string Columns =
        "review_id, written_at, author, subject, stars, reads, state, score, replies, likes, comment, reply_to, edited_at, "
        + "event_id, version";

    [Fact]
    public void The_sink_adds_what_changed_to_the_groups_of_the_rows() => Contains(SinkStatement.Of(Review.Stream), """
        totals0 AS (
            INSERT INTO review_totals AS t (partition, day, about, reviews, stars, reads)
            SELECT $3, (written_at AT TIME ZONE 'UTC')::date, subject,
                sum(counted_change), sum(counted_change * stars), sum(counted_change * reads)
            FROM written
            WHERE counted_change <> 0
            GROUP BY 2, 3
            ORDER BY 2, 3
            ON CONFLICT (partition, day, about) DO UPDATE SET
                reviews = t.reviews + excluded.reviews, stars = t.stars + excluded.stars, reads = t.reads + excluded.reads)
        """);

    [Fact]
    public void The_sink_counts_rows_by_their_newest_state() => Contains(SinkStatement.Of(Review.Stream), $"""
        SELECT DISTINCT ON (review_id) {Columns}, version, counts, counts
        FROM (SELECT input.*, (state <> 'hidden')::integer AS counts FROM input) i JOIN fresh USING (event_id)
        ORDER BY review_id, version DESC
        ON CONFLICT (review_id) DO UPDATE
        SET state = CASE WHEN excluded.version > t.version THEN excluded.state ELSE t.state END,
        event_id = CASE WHEN excluded.version > t.version THEN excluded.event_id ELSE t.event_id END,
        version = greatest(excluded.version, t.version),
        counted_version = excluded.version, counted = excluded.counted, counted_change = excluded.counted - t.counted
        WHERE excluded.version > t.counted_version
        RETURNING written_at, subject, stars, reads, counted_change
        """);

    [Fact]
    public void The_optimistic_insert_takes_the_sums_as_parameters_behind_the_columns() =>
        Contains(OptimisticInsertStatement.Of(Review.Stream), """
            totals0 AS (
                INSERT INTO review_totals AS t (partition, day, about, reviews, stars, reads)
                SELECT $3, i.*
                FROM unnest($24::date[], $25::text[], $26::bigint[], $27::bigint[], $28::bigint[]) AS i
                WHERE EXISTS (SELECT FROM claimed)
                ON CONFLICT (partition, day, about) DO UPDATE SET
            """);

    [Fact]
    public void The_types_of_the_parameters_are_those_of_the_columns() => Assert.Equal(
        "unnest($9::uuid[], $10::timestamptz[], $11::text[], $12::text[], $13::integer[], $14::bigint[], $15::text[], $16::numeric(4,2)[], "
            + "$17::integer[], $18::bigint[], $19::text[], $20::uuid[], $21::timestamptz[], $22::uuid[], $23::integer[])",
        StreamTable.Of(Review.Stream).Unnest(SinkStatement.FirstColumn));

    [Fact]
    public void Sums_of_new_rows_are_made_per_day_and_group_without_rows_that_do_not_count()
    {
        var batch = Review.Stream.NewBatch(6);
        Add("2026-02-03T00:00:00Z", "tea", 5, 100, "shown"); // Before the sub-batch.
        Add("2026-02-03T14:30:00Z", "tea", 4, 7, "shown");
        Add("2026-02-03T23:59:59Z", "tea", 1, 1_000_000_000_000, "shown");
        Add("2026-02-03T14:30:00Z", "tea", 3, 9, "hidden");
        Add("2026-02-04T00:00:00+0900", "cup", 2, 0, "shown");
        Add("2026-02-04T00:00:00Z", "tea", 2, 5, "shown");
        using var command = new NpgsqlCommand();
        var projection = Assert.Single(Review.Stream.Projections);
        ProjectionSums.AddParameters(command.Parameters, new(new(Review.Stream, "reviews", 0), 0, 6, batch, 1, 5, 0, 0), projection);
        var values = command.Parameters.Select(static p => p.Value).ToList();
        Assert.Equal(5, values.Count);
        Assert.Equal([new(2026, 2, 3), new(2026, 2, 3), new(2026, 2, 4)], (DateOnly[])values[0]!);
        Assert.Equal(["tea", "cup", "tea"], (string[])values[1]!);
        Assert.Equal([2, 1, 1], (long[])values[2]!);
        Assert.Equal([5, 2, 2], (long[])values[3]!);
        Assert.Equal([1_000_000_000_007, 0, 5], (long[])values[4]!);

        void Add(string at, string subject, int stars, long reads, string state) => Assert.Equal(Refusal.None, ReviewEvents.Decode(
            batch, ReviewEvents.Event(("written_at", at), ("subject", subject), ("stars", stars), ("reads", reads), ("state", state))));
    }

    /// <summary>Indentation does not count.</summary>
    private static void Contains(string statement, string part) =>
        Assert.Contains(Flat(part), Flat(statement), StringComparison.Ordinal);

    private static string Flat(string sql) =>
        string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
