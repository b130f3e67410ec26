using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Sink;

/// <summary>The cheaper statement for batches in which every row is new, beside the general one.</summary>
public sealed class OptimisticInsertTests(TestServers servers)
{
    private const string Rows = """
        SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (
            SELECT o::text FROM orders o UNION ALL SELECT t::text FROM order_totals t UNION ALL SELECT p::text FROM processed_events p
            UNION ALL SELECT concat_ws(' ', topic, partition, next_offset, applied, duplicates, dead_lettered)
                FROM consumer_progress) AS t (t)
        """;

    private static readonly PartitionId Orders = SubBatches.Partition(ShopStreams.Orders);
    private static readonly PartitionId Users = SubBatches.Partition(ShopStreams.Users);

    private readonly ShopSample _shop = new();

    [Fact]
    public async Task Both_statements_leave_the_same_rows_processed_events_totals_and_progress()
    {
        // Some orders are cancelled from the start: they do not count.
        EventMessage[] events =
        [
            .. _shop.Orders(400).Select((o, i) =>
                ShopSample.Event(o with { Status = i % 7 == 0 ? OrderStatus.Cancelled : OrderStatus.Created })),
        ];
        await using var optimistic = await servers.Postgres.DatabaseAsync();
        await using var general = await servers.Postgres.DatabaseAsync();
        var first = ShopSample.Event(_shop.Orders(1)[0]);

        foreach (var database in new[] { optimistic, general })
        {
            var sink = await SubBatches.SinkAsync(database, Orders);
            await sink.ApplyAsync(SubBatches.Of(Orders, 0, first), Token);
            // The same event again conflicts, and the next batches use the general statement.
            await sink.ApplyAsync(SubBatches.Of(Orders, 1, first), Token);
            var next = database == optimistic ? new PostgresSink(database.Source) : sink;
            var offset = 2L;
            foreach (var batch in events.Chunk(80))
                offset = (await next.ApplyAsync(SubBatches.Of(Orders, offset, batch), Token)).NextOffset;
        }

        Assert.Equal(401, await optimistic.CountAsync("orders"));
        Assert.Equal(await general.AskAsync<string>(Rows), await optimistic.AskAsync<string>(Rows));
    }

    [Fact]
    public async Task Batch_in_which_one_event_is_there_already_applies_the_others_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        EventMessage[] events = [.. _shop.Orders(40).Select(o => ShopSample.Event(o))];
        await sink.ApplyAsync(SubBatches.Of(Orders, 0, events[..10]), Token);

        var result = await sink.ApplyAsync(SubBatches.Of(Orders, 10, events[9..]), Token);

        Assert.Equal(new SinkResult(Fenced: false, NextOffset: 41, Applied: 30, Duplicates: 1), result);
        Assert.Equal(40, await database.CountAsync("orders"));
        Assert.Equal(40, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
    }

    [Fact]
    public async Task Row_that_its_writer_has_stored_is_neither_lost_nor_duplicated()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using (var context = await database.Contexts().CreateDbContextAsync(Token))
        {
            context.Users.Add(_shop.Users[0]);
            await context.SaveChangesAsync(Token);
        }

        var sink = await SubBatches.SinkAsync(database, Users);
        var result = await sink.ApplyAsync(SubBatches.Of(Users, 0, [.. _shop.Users.Take(5).Select(u => ShopSample.Event(u))]), Token);

        Assert.Equal(new SinkResult(Fenced: false, NextOffset: 5, Applied: 5, Duplicates: 0), result);
        Assert.Equal(5, await database.CountAsync("users"));
        Assert.Equal(5, await database.CountAsync("processed_events"));
    }

    [Fact]
    public async Task Sub_batch_that_begins_elsewhere_writes_nothing_though_all_in_it_is_new()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);

        var result = await sink.ApplyAsync(SubBatches.Of(Orders, 3, [.. _shop.Orders(5).Select(o => ShopSample.Event(o))]), Token);

        Assert.Equal(new SinkResult(Fenced: true, NextOffset: 0, Applied: 0, Duplicates: 0), result);
        Assert.Equal(0, await database.CountAsync("orders"));
        Assert.Equal(0, await database.CountAsync("processed_events"));
        Assert.Equal(0, await database.CountAsync("order_totals"));
    }
}
