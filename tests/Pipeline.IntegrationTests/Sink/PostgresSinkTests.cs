using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Sink;

public sealed class PostgresSinkTests(TestServers servers)
{
    private static readonly PartitionId Users = SubBatches.Partition(ShopStreams.Users);
    private static readonly PartitionId Products = SubBatches.Partition(ShopStreams.Products);
    private static readonly PartitionId Orders = SubBatches.Partition(ShopStreams.Orders);

    private readonly ShopSample _shop = new();

    [Fact]
    public async Task Events_of_every_stream_become_the_rows_they_describe()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Users, Products, Orders);
        var orders = _shop.Orders(50);

        var applied = new[]
        {
            await sink.ApplyAsync(SubBatches.Of(Users, 0, [.. _shop.Users.Select(u => ShopSample.Event(u))]), Token),
            await sink.ApplyAsync(SubBatches.Of(Products, 0, [.. _shop.Products.Select(p => ShopSample.Event(p))]), Token),
            await sink.ApplyAsync(SubBatches.Of(Orders, 0, [.. orders.Select(o => ShopSample.Event(o))]), Token),
        };

        Assert.All(applied, r => Assert.Equal(new SinkResult(Fenced: false, NextOffset: 50, Applied: 50, Duplicates: 0), r));
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        foreach (var user in _shop.Users)
            Assert.Equal(user, await context.Users.FindAsync([user.UserId], Token));
        foreach (var product in _shop.Products)
            Assert.Equal(product, await context.Products.FindAsync([product.ProductId], Token));
        foreach (var order in orders)
            Assert.Equal(order, await context.Orders.FindAsync([order.OrderId], Token));
        Assert.Equal(150, await database.CountAsync("processed_events"));
        Assert.Equal(
            3, await database.CountAsync(
                "consumer_progress WHERE next_offset = 50 AND applied = 50 AND duplicates = 0 AND dead_lettered = 0"));
    }

    [Fact]
    public async Task Sub_batch_that_begins_elsewhere_is_fenced_and_writes_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        await sink.ApplyAsync(SubBatches.Of(Orders, 0, Events(10)), Token);

        var replay = await sink.ApplyAsync(SubBatches.Of(Orders, 0, Events(5)), Token);
        var jump = await sink.ApplyAsync(SubBatches.Of(Orders, 11, Events(5)), Token);
        var empty = await sink.ApplyAsync(SubBatches.Of(Orders, 3) with { Next = 4 }, Token);

        Assert.All([replay, jump, empty], r => Assert.Equal(new SinkResult(Fenced: true, NextOffset: 10, Applied: 0, Duplicates: 0), r));
        Assert.Equal(10, await database.CountAsync("orders"));
        Assert.Equal(10, await database.CountAsync("processed_events"));
        Assert.Equal(10, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
    }

    [Fact]
    public async Task Partition_without_progress_takes_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database);

        Assert.Null(await sink.ReadProgressAsync(Orders, Token));
        Assert.True((await sink.ApplyAsync(SubBatches.Of(Orders, 0, Events(5)), Token)).Fenced);
        Assert.Equal(0, await database.CountAsync("orders"));
    }

    [Fact]
    public async Task Existing_progress_is_kept()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        await sink.ApplyAsync(SubBatches.Of(Orders, 0, Events(5)), Token);

        Assert.Equal(5, await sink.StartAtAsync(Orders, 0, Token));
        Assert.Equal(5, await sink.ReadProgressAsync(Orders, Token));
        Assert.Equal(7, await sink.StartAtAsync(SubBatches.Partition(ShopStreams.Orders, 1), 7, Token));
    }

    [Fact]
    public async Task Same_event_at_another_offset_or_in_another_partition_takes_no_second_effect()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var other = SubBatches.Partition(ShopStreams.Orders, 1);
        var sink = await SubBatches.SinkAsync(database, Orders, other);
        var events = Events(10);
        await sink.ApplyAsync(SubBatches.Of(Orders, 0, events), Token);

        var again = await sink.ApplyAsync(SubBatches.Of(Orders, 10, [.. events[5..], .. Events(3)]), Token);
        var elsewhere = await sink.ApplyAsync(SubBatches.Of(other, 0, events), Token);

        Assert.Equal(new SinkResult(Fenced: false, NextOffset: 18, Applied: 3, Duplicates: 5), again);
        Assert.Equal(new SinkResult(Fenced: false, NextOffset: 10, Applied: 0, Duplicates: 10), elsewhere);
        Assert.Equal(13, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
        Assert.Equal(13, await database.CountAsync("orders"));
        Assert.Equal(0, await database.CountAsync("consumer_progress WHERE next_offset <> applied + duplicates"));
    }

    [Fact]
    public async Task Old_version_after_a_new_one_leaves_the_newer_row()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Users);
        var user = _shop.Users[0];
        EventMessage[] versions = [.. Enumerable.Range(1, 4).Select(v => ShopSample.Event(user with { Grade = $"G{v}" }, v))];

        var late = await sink.ApplyAsync(SubBatches.Of(Users, 0, versions[2]), Token);
        late = await sink.ApplyAsync(SubBatches.Of(Users, late.NextOffset, versions[0]), Token);
        Assert.Equal("G3 3", await database.AskAsync<string>("SELECT grade || ' ' || version FROM users"));
        var both = await sink.ApplyAsync(SubBatches.Of(Users, late.NextOffset, versions[3], versions[1]), Token);

        Assert.Equal("G4 4", await database.AskAsync<string>("SELECT grade || ' ' || version FROM users"));
        Assert.Equal(2, both.Applied);
        Assert.Equal(4, await database.CountAsync("processed_events"));
    }

    [Fact]
    public async Task Row_that_the_writer_has_stored_already_is_left_as_it_is()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Users, Token);
        var rows = await database.ListAsync<uint>("SELECT xmin FROM users ORDER BY user_id");
        var sink = await SubBatches.SinkAsync(database, Users);

        var result = await sink.ApplyAsync(SubBatches.Of(Users, 0, await OutboxAsync(database, ShopStreams.Users)), Token);

        Assert.Equal(50, result.Applied);
        Assert.Equal(rows, await database.ListAsync<uint>("SELECT xmin FROM users ORDER BY user_id"));
    }

    [Fact]
    public async Task Order_that_the_writer_has_stored_and_changed_already_keeps_its_state_and_is_counted_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Orders(30), Token);
        var created = await OutboxAsync(database, ShopStreams.Orders);
        var later = Guid.CreateVersion7();
        await database.ExecuteAsync(
            $"UPDATE orders SET status = 'cancelled', version = 2, event_id = '{later}' WHERE order_id = (SELECT "
                + $"min(order_id::text)::uuid FROM orders)");
        var sink = await SubBatches.SinkAsync(database, Orders);

        var result = await sink.ApplyAsync(SubBatches.Of(Orders, 0, created), Token);

        Assert.Equal(30, result.Applied);
        Assert.Equal(
            "cancelled 2 1 1",
            await database.AskAsync<string>(
                $"SELECT concat_ws(' ', status, version, counted_version, counted) FROM orders WHERE event_id = '{later}'"));
        Assert.Equal(29, await database.CountAsync("orders WHERE version = 1 AND counted_version = 1 AND counted = 1"));
        Assert.Equal(30, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
    }

    [Fact]
    public async Task Range_without_rows_moves_only_the_progress()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);

        var result = await sink.ApplyAsync(SubBatches.Of(Orders, 0) with { Next = 7, Duplicates = 4, DeadLettered = 3 }, Token);

        Assert.Equal(new SinkResult(Fenced: false, NextOffset: 7, Applied: 0, Duplicates: 4), result);
        Assert.Equal(
            1, await database.CountAsync(
                "consumer_progress WHERE next_offset = 7 AND applied = 0 AND duplicates = 4 AND dead_lettered = 3"));
        Assert.Equal(0, await database.CountAsync("processed_events"));
    }

    [Fact]
    public async Task Of_two_members_with_the_same_range_exactly_one_succeeds()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        for (var round = 0; round < 10; round++)
        {
            var (one, other) = (SubBatches.Of(Orders, round * 100, Events(100)), SubBatches.Of(Orders, round * 100, Events(100)));

            var results = await Task.WhenAll(
                Task.Run(() => sink.ApplyAsync(one, Token)), Task.Run(() => sink.ApplyAsync(other, Token)));

            Assert.Single(results, r => r.Fenced);
            Assert.All(results, r => Assert.Equal((round + 1) * 100, r.NextOffset));
        }

        Assert.Equal(1000, await database.CountAsync("orders"));
        Assert.Equal(1000, await database.AskAsync<decimal>("SELECT sum(orders) FROM order_totals"));
    }

    private static async Task<List<EventMessage>> OutboxAsync(TestDatabase database, StreamDefinition stream) =>
        (await database.ListAsync<byte[]>("SELECT payload FROM outbox ORDER BY id")).ConvertAll(p =>
            new EventMessage(stream, [], p, default, "", null));

    private EventMessage[] Events(int count) => [.. _shop.Orders(count).Select(o => ShopSample.Event(o))];
}
