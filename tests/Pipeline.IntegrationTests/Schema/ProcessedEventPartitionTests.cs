using System.Data;
using System.Globalization;
using Npgsql;
using Pipeline.Postgres.Schema;

namespace Pipeline.IntegrationTests.Schema;

public sealed class ProcessedEventPartitionTests(TestServers servers)
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 17, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Partitions_are_there_from_yesterday_to_seven_days_ahead()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await EnsureAsync(database, Noon);

        var partitions = await PartitionsAsync(database);
        Assert.All(Enumerable.Range(-1, ProcessedEventPartitions.DaysAhead + 2), d => Assert.Contains(NameOf(Noon.AddDays(d)), partitions));
    }

    [Fact]
    public async Task Event_of_a_day_lies_in_the_partition_of_that_day_up_to_its_edges()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await EnsureAsync(database, Noon);
        var midnight = new DateTimeOffset(Noon.Date, TimeSpan.Zero);

        foreach (var instant in (DateTimeOffset[])[midnight, Noon, midnight.AddDays(1).AddMilliseconds(-1), midnight.AddDays(1)])
            await database.ExecuteAsync($"INSERT INTO processed_events VALUES ('g', '{Guid.CreateVersion7(instant)}')");

        Assert.Equal(3, await database.CountAsync(NameOf(Noon)));
        Assert.Equal(1, await database.CountAsync(NameOf(Noon.AddDays(1))));
    }

    [Fact]
    public async Task What_is_older_than_any_topic_keeps_is_dropped_and_the_rest_stays()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await EnsureAsync(database, Noon);

        await EnsureAsync(database, Noon.AddDays(ProcessedEventPartitions.DaysKept));
        var kept = await PartitionsAsync(database);

        Assert.Contains(NameOf(Noon), kept);
        Assert.DoesNotContain(NameOf(Noon.AddDays(-1)), kept);
        Assert.Contains("processed_events_default", kept);
    }

    [Fact]
    public async Task Event_from_the_future_does_not_break_the_days_around_it()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await EnsureAsync(database, Noon);
        var future = Noon.AddDays(ProcessedEventPartitions.DaysAhead + 3);
        await database.ExecuteAsync($"INSERT INTO processed_events VALUES ('g', '{Guid.CreateVersion7(future)}')");
        Assert.Equal(1, await database.CountAsync("processed_events_default"));

        await EnsureAsync(database, future);
        var partitions = await PartitionsAsync(database);

        Assert.DoesNotContain(NameOf(future), partitions);
        Assert.Contains(NameOf(future.AddDays(-1)), partitions);
        Assert.Contains(NameOf(future.AddDays(1)), partitions);
        await database.ExecuteAsync($"INSERT INTO processed_events VALUES ('g', '{Guid.CreateVersion7(future)}')");
        Assert.Equal(2, await database.CountAsync("processed_events"));
    }

    [Fact]
    public async Task Id_that_is_no_uuid_v7_is_stored_too_and_a_derived_one_beside_the_days()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await database.ExecuteAsync(
            "INSERT INTO processed_events VALUES ('g', 'ffffffff-ffff-8fff-bfff-ffffffffffff'), ('g', "
                + "'00000000-0000-4000-8000-000000000000')");

        Assert.Equal(1, await database.CountAsync("processed_events_default"));
        Assert.Equal(1, await database.CountAsync("processed_events_derived"));
    }

    [Fact]
    public async Task Behind_an_open_snapshot_upkeep_gives_up_and_consumers_go_on()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var reader = await database.Open("reader").OpenConnectionAsync(Token);
        await using (var snapshot = await reader.BeginTransactionAsync(IsolationLevel.RepeatableRead, Token))
        {
            await using var look = new NpgsqlCommand("SELECT count(*) FROM processed_events", reader, snapshot);
            await look.ExecuteScalarAsync(Token);

            var upkeep = Enumerable.Range(0, 5).Select(_ => EnsureAsync(database, Noon)).ToList();
            // Each waits for less than a second, as does a consumer behind the upkeep.
            var consumer = database.Open("consumer", "SET lock_timeout = '1s'");
            while (!upkeep.TrueForAll(static u => u.IsCompleted))
            {
                await using var insert = consumer.CreateCommand($"INSERT INTO processed_events VALUES ('g', '{Guid.CreateVersion7()}')");
                await insert.ExecuteNonQueryAsync(Token);
            }

            Assert.All(await Task.WhenAll(upkeep), Assert.False);
        }

        Assert.True(await EnsureAsync(database, Noon));
        Assert.Contains(NameOf(Noon), await PartitionsAsync(database));
    }

    private static async Task<bool> EnsureAsync(TestDatabase database, DateTimeOffset now)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Token);
        return await ProcessedEventPartitions.EnsureAsync(connection, now, Token);
    }

    private static Task<List<string>> PartitionsAsync(TestDatabase database) =>
        database.ListAsync<string>("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'processed_events'::regclass");

    private static string NameOf(DateTimeOffset day) => day.ToString("'processed_events_'yyyyMMdd", CultureInfo.InvariantCulture);
}
