using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>Producer, members and sink against the servers, end to end.</summary>
public sealed class ConsumerGroupTests(TestServers servers)
{
    [Fact]
    public async Task Five_thousand_orders_are_applied_once_by_three_members()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var one = new RunningMember(database, topics, ShopStreams.Orders);
        await using var two = new RunningMember(database, topics, ShopStreams.Orders);
        await using var three = new RunningMember(database, topics, ShopStreams.Orders);

        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(5000));

        await OrderStream.AppliedOnceAsync(database, topics, 5000);
        await Eventually.EqualsAsync(5000, () => Task.FromResult(topics.Committed(ShopStreams.Orders)), "Kafka's offsets follow");
        await Eventually.HoldsAsync(
            "each member has a partition", () => new[] { one, two, three }.All(m => m.Member.Status.Assigned == 1));
    }

    [Fact]
    public async Task Same_events_sent_twice_take_effect_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var member = new RunningMember(database, topics, ShopStreams.Orders, batch: 64);
        var events = OrderStream.NewOrders(600);

        await OrderStream.PublishAsync(topics, events);
        await OrderStream.PublishAsync(topics, events[300..]);
        await OrderStream.PublishAsync(topics, [.. events[..10], .. events[..10]]);

        await OrderStream.AppliedOnceAsync(database, topics, 600, others: 320);
        Assert.Equal(320, await database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    }

    [Fact]
    public async Task Successor_goes_on_from_the_databases_offset_though_Kafkas_is_wrong()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(900));
        await using (var first = new RunningMember(database, topics, ShopStreams.Orders))
            await OrderStream.AppliedOnceAsync(database, topics, 900);

        await topics.CommitAsync(ShopStreams.Orders, 0, topics.End(ShopStreams.Orders, 1).High + 50, 3);
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(600));
        await using var successor = new RunningMember(database, topics, ShopStreams.Orders);

        await OrderStream.AppliedOnceAsync(database, topics, 1500);
        Assert.Equal(0, await database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    }

    [Fact]
    public async Task Members_that_join_and_leave_under_load_lose_and_double_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var load = Task.Run(async () =>
        {
            foreach (var part in OrderStream.NewOrders(4000).Chunk(200))
                await OrderStream.PublishAsync(topics, part);
        });

        await using (var first = new RunningMember(database, topics, ShopStreams.Orders, batch: 50))
        {
            await Eventually.HoldsAsync("the first member works", async () => await database.CountAsync("orders") > 0);
            await using var second = new RunningMember(database, topics, ShopStreams.Orders, batch: 50);
            await using var third = new RunningMember(database, topics, ShopStreams.Orders, batch: 50);
            await first.StopAsync();
            await Eventually.HoldsAsync(
                "the others have taken over", () => second.Member.Status.Assigned + third.Member.Status.Assigned == 3);
            await third.StopAsync();
        }

        await using var last = new RunningMember(database, topics, ShopStreams.Orders, batch: 50);
        await load;
        await OrderStream.AppliedOnceAsync(database, topics, 4000);
    }

    [Fact]
    public async Task Progress_behind_the_end_of_the_log_stops_the_partition_with_the_problem()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));
        var ahead = topics.End(ShopStreams.Orders, 1).High + 1;
        await new PostgresSink(database.Source).StartAtAsync(topics.Partition(ShopStreams.Orders, 1), ahead, Token);

        await using var member = new RunningMember(database, topics, ShopStreams.Orders);

        await Eventually.HoldsAsync("the partition stops", () => member.Member.Status.Problem is not null);
        Assert.StartsWith(
            $"{topics.Names.Of(ShopStreams.Orders)}/1: orders-consumers is at offset {ahead}, but the log ends at {ahead - 1}",
            member.Member.Status.Problem, StringComparison.Ordinal);
        var others = topics.End(ShopStreams.Orders, 0).High + topics.End(ShopStreams.Orders, 2).High;
        await Eventually.EqualsAsync(others, () => database.CountAsync("orders"), "the other partitions go on");
        Assert.Equal(ahead, await database.AskAsync<long>("SELECT next_offset FROM consumer_progress WHERE partition = 1"));
    }

    [Fact]
    public async Task Users_and_products_are_stored_in_their_tables()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var shop = new ShopSample(users: 120, products: 80);
        await using var users = new RunningMember(database, topics, ShopStreams.Users);
        await using var products = new RunningMember(database, topics, ShopStreams.Products);

        await OrderStream.PublishAsync(
            topics, [.. shop.Users.Select(u => ShopSample.Event(u)), .. shop.Products.Select(p => ShopSample.Event(p))]);

        await Eventually.EqualsAsync(120, () => database.CountAsync("users"), "the users are there");
        await Eventually.EqualsAsync(80, () => database.CountAsync("products"), "the products are there");
    }
}
