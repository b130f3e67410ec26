using Pipeline.Postgres.Verification;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Sink;

public sealed class OrderTotalsTests(TestServers servers)
{
    private static readonly PartitionId Orders = SubBatches.Partition(ShopStreams.Orders);

    private readonly ShopSample _shop = new();

    [Fact]
    public async Task Totals_are_the_sums_over_the_orders_by_day_category_and_region()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);

        await sink.ApplyAsync(SubBatches.Of(Orders, 0, [.. _shop.Orders(500).Select(o => ShopSample.Event(o))]), Token);

        await AssertSumsAsync(database, 500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Totals_hold_whatever_the_order_in_which_creations_and_cancellations_arrive(long seed)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        var orders = _shop.Orders(60);
        var events = new List<EventMessage>();
        foreach (var (order, i) in orders.Select((o, i) => (o with { Status = OrderStatus.Created }, i)))
        {
            events.Add(ShopSample.Event(order));
            if (i % 3 > 0)
                events.Add(ShopSample.Event(order with { Status = OrderStatus.Paid }, 2, OrderStatus.Created));
            if (i % 3 == 2)
                events.Add(ShopSample.Event(order with { Status = OrderStatus.Cancelled }, 3, OrderStatus.Paid));
        }

        // In any order, in batches of any size, and a third of them twice.
        var random = new SeededRandom(seed);
        var shuffled = events.Concat(events.Where((_, i) => i % 3 == 0)).OrderBy(_ => random.Bits()).ToList();
        long next = 0;
        foreach (var batch in shuffled.Chunk(random.Range(7, 23)))
            next = (await sink.ApplyAsync(SubBatches.Of(Orders, next, [.. batch.DistinctBy(e => e.EventId)]), Token)).NextOffset;

        await AssertSumsAsync(database, 40);
        Assert.Equal(20, await database.CountAsync("orders WHERE status = 'cancelled' AND version = 3"));
        Assert.Equal(events.Count, await database.CountAsync("processed_events"));
    }

    [Fact]
    public async Task Version_that_was_there_before_changes_neither_row_nor_totals_though_its_event_id_is_new()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var (one, other) = (Orders, SubBatches.Partition(ShopStreams.Orders, 1));
        var sink = await SubBatches.SinkAsync(database, one, other);
        var order = _shop.Orders(1)[0] with { Status = OrderStatus.Created };
        var paid = order with { Status = OrderStatus.Paid };
        var cancelled = order with { Status = OrderStatus.Cancelled };

        await sink.ApplyAsync(
            SubBatches.Of(one, 0, ShopSample.Event(order), ShopSample.Event(order), ShopSample.Event(paid, 2, OrderStatus.Created)), Token);
        await sink.ApplyAsync(SubBatches.Of(other, 0, ShopSample.Event(order), ShopSample.Event(paid, 2, OrderStatus.Created)), Token);
        Assert.Equal(1, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
        await sink.ApplyAsync(
            SubBatches.Of(other, 2, ShopSample.Event(cancelled, 3, OrderStatus.Paid), ShopSample.Event(cancelled, 3, OrderStatus.Paid)),
            Token);
        await sink.ApplyAsync(SubBatches.Of(one, 3, ShopSample.Event(paid, 2, OrderStatus.Created), ShopSample.Event(order)), Token);

        Assert.Equal(
            "cancelled 3 3 0",
            await database.AskAsync<string>("SELECT concat_ws(' ', status, version, counted_version, counted) FROM orders"));
        Assert.Equal(0, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
        Assert.Equal(0, await database.AskAsync<decimal>("SELECT sum(revenue) FROM order_totals"));
    }

    [Fact]
    public async Task Versions_of_one_order_in_two_partitions_at_once_are_counted_as_one_order()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        PartitionId[] partitions = [Orders, SubBatches.Partition(ShopStreams.Orders, 1)];
        var sink = await SubBatches.SinkAsync(database, partitions);
        for (var round = 0; round < 20; round++)
        {
            var orders = _shop.Orders(50);
            EventMessage[] created = [.. orders.Select(o => ShopSample.Event(o))];
            EventMessage[] paid = [.. orders.Select(o => ShopSample.Event(o with { Status = OrderStatus.Paid }, 2, o.Status))];
            await Task.WhenAll(
                Task.Run(() => sink.ApplyAsync(SubBatches.Of(partitions[0], round * 50, created), Token)),
                Task.Run(() => sink.ApplyAsync(SubBatches.Of(partitions[1], round * 50, paid), Token)));
        }

        await AssertSumsAsync(database, 1000);
        Assert.Equal(1000, await database.CountAsync("orders WHERE status = 'paid' AND version = 2 AND counted_version = 2"));
    }

    [Fact]
    public async Task Totals_are_kept_a_partition_so_that_members_do_not_wait_for_each_other()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        PartitionId[] partitions = [.. Enumerable.Range(0, 3).Select(p => SubBatches.Partition(ShopStreams.Orders, p))];
        var sink = await SubBatches.SinkAsync(database, partitions);
        var orders = _shop.Orders(300);

        await Task.WhenAll(partitions.Select((partition, i) => Task.Run(() =>
            sink.ApplyAsync(SubBatches.Of(partition, 0, [.. orders.Chunk(100).ElementAt(i).Select(o => ShopSample.Event(o))]), Token))));

        Assert.Equal(
            [100, 100, 100], await database.ListAsync<decimal>(
                "SELECT sum(orders) FROM order_totals GROUP BY partition ORDER BY partition"));
        await AssertSumsAsync(database, 300);
    }

    private static async Task AssertSumsAsync(TestDatabase database, long orders)
    {
        const string Totals = "SELECT day, category, region, sum(orders), sum(quantity), sum(revenue) FROM order_totals GROUP BY 1, 2, 3 "
            + "HAVING sum(orders) <> 0";
        const string Sums = """
            SELECT (created_at AT TIME ZONE 'UTC')::date, category, user_region, count(*), sum(quantity), sum(total_amount)
            FROM orders WHERE status <> 'cancelled' GROUP BY 1, 2, 3
            """;
        Assert.Equal(orders, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
        Assert.Equal(0, await database.CountAsync($"(({Totals}) EXCEPT ({Sums})) AS not_in_orders"));
        Assert.Equal(0, await database.CountAsync($"(({Sums}) EXCEPT ({Totals})) AS not_in_totals"));
        await using var snapshot = await DatabaseSnapshot.TakeAsync(database.Source, TimeProvider.System.GetUtcNow(), Token);
        Assert.True((await snapshot.CheckAsync(ShopStreams.Orders, ShopStreams.Orders.Projections.Single(), Token)).Holds);
    }
}
