using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Verification;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Postgres;

/// <summary>A projection of a flat stream: per hour, only rows with certain values, over nullable columns, with exact sums.</summary>
public sealed class FlatProjectionTests
{
    private static readonly DateTime Noon = new(2026, 2, 3, 12, 0, 0, DateTimeKind.Utc);

    private static readonly Projection Totals = Assert.Single(SensorReading.Stream.Projections);

    [Fact]
    public void The_sink_counts_the_given_values_whose_groups_are_not_null() => Assert.Contains(
        "(kind IN ('heat', 'cold') AND room IS NOT NULL)::integer AS counts", SinkStatement.Of(SensorReading.Stream),
        StringComparison.Ordinal);

    [Fact]
    public void The_sink_groups_by_the_hour_in_UTC_and_takes_null_as_0() => Assert.Contains(
        Flat("""
            SELECT $3, date_bin('60 minutes', at, '1900-01-01 00:00:00Z'), room, sum(counted_change),
                coalesce(sum(counted_change * degrees), 0), coalesce(sum(counted_change * percent), 0)
            FROM written
            """),
        Flat(SinkStatement.Of(SensorReading.Stream)), StringComparison.Ordinal);

    [Fact]
    public void The_optimistic_insert_takes_hours_and_sums_with_decimals() => Assert.Contains(
        "unnest($20::timestamptz[], $21::text[], $22::bigint[], $23::numeric(28,3)[], $24::bigint[])",
        OptimisticInsertStatement.Of(SensorReading.Stream), StringComparison.Ordinal);

    [Fact]
    public void Verification_recomputes_the_same_groups() => Assert.Contains(
        "date_bin('60 minutes', at, '1900-01-01 00:00:00Z') AS hour, room AS room, count(*) AS counted_rows",
        Flat(ProjectionCheck.Sql(SensorReading.Stream, Totals)), StringComparison.Ordinal);

    [Fact]
    public void Sums_of_new_rows_are_made_per_hour_and_room_and_are_exact()
    {
        var batch = SensorReading.Decoded(
            SensorReading.Message(0, Noon, "heat", "hall", 99m), // Before the sub-batch.
            SensorReading.Message(1, Noon, "heat", "hall", 0.1m),
            SensorReading.Message(2, Noon.AddMinutes(59.99), "cold", "hall", 0.2m),
            SensorReading.Message(3, Noon.AddHours(1), "heat", "hall", 0.7m),
            SensorReading.Message(4, Noon.AddHours(1), "heat", "attic", null),
            SensorReading.Message(5, Noon, "heat", null, 5m),
            SensorReading.Message(6, Noon, "noise", "hall", 5m));
        using var command = new NpgsqlCommand();
        ProjectionSums.AddParameters(command.Parameters, new(new(SensorReading.Stream, "r", 0), 0, 7, batch, 1, 6, 0, 0), Totals);
        var values = command.Parameters.Select(static p => p.Value).ToList();
        Assert.Equal([Noon, Noon.AddHours(1), Noon.AddHours(1)], (DateTime[])values[0]!);
        Assert.Equal(["hall", "hall", "attic"], (string[])values[1]!);
        Assert.Equal([2, 1, 1], (long[])values[2]!);
        Assert.Equal([0.3m, 0.7m, 0m], (decimal[])values[3]!);
        Assert.Equal([0, 0, 0], (long[])values[4]!);
    }

    [Fact]
    public void A_row_counts_in_a_batch_as_in_the_database()
    {
        var batch = SensorReading.Decoded(
            SensorReading.Message(1, Noon, "heat", "hall", null), SensorReading.Message(2, Noon, "cold", "hall", 1m),
            SensorReading.Message(3, Noon, "noise", "hall", 1m), SensorReading.Message(4, Noon, "heat", null, 1m));
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(batch.IsCounted));
        Assert.Equal(Refusal.None, ReviewEvents.Decode(batch = Review.Stream.NewBatch(1), ReviewEvents.Event(("state", "hidden"))));
        Assert.False(batch.IsCounted(0));
    }

    private static string Flat(string sql) =>
        string.Join(' ', sql.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
