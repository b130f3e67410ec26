using System.Globalization;
using System.Net;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Programs;

public sealed class WorkerTests(TestServers servers)
{
    [Fact]
    public async Task Consumer_is_live_and_ready_and_its_probe_says_so()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var (environment, port) = Environment(database, topics);
        await using var consumer = RunningProgram.StartBuilt("Consumer", environment);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.EqualsAsync((HttpStatusCode.OK, "Healthy"), () => AskAsync(http, "/health/live"), "the consumer is live");
        await Eventually.EqualsAsync((HttpStatusCode.OK, "Healthy"), () => AskAsync(http, "/health/ready"), "the consumer is ready");
        await Eventually.HoldsAsync("it reports its partitions and its breaker", async () =>
            (await http.GetStringAsync(new Uri("/report", UriKind.Relative), Token)) is var report
            && report.Contains("\"group\":\"orders-consumers\"", StringComparison.Ordinal)
            && report.Contains("\"partitions\":[0,1,2]", StringComparison.Ordinal)
                && report.Contains("\"state\":\"closed\"", StringComparison.Ordinal));

        Assert.Equal(0, (await RunningProgram.RunBuiltAsync("Consumer", environment, "--health")).ExitCode);
        consumer.Terminate();
        Assert.Equal(0, await consumer.ExitAsync());
        Assert.DoesNotContain(database.Options.Password, consumer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumer_told_to_stop_in_mid_load_drains_and_its_successor_finishes()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var (environment, _) = Environment(database, topics);
        environment["CONSUMER_BATCH"] = "20";
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(3000));

        await using (var first = RunningProgram.StartBuilt("Consumer", environment))
        {
            await Eventually.HoldsAsync("it works", async () => await database.CountAsync("orders") > 0);
            first.Terminate();
            Assert.Equal(0, await first.ExitAsync());
            Assert.DoesNotContain("   at ", first.Output, StringComparison.Ordinal);
        }

        var applied = await database.CountAsync("processed_events");
        await Eventually.EqualsAsync(
            applied, () => Task.FromResult(topics.Committed(ShopStreams.Orders)), "it has told Kafka how far it came");
        await using var second = RunningProgram.StartBuilt("Consumer", environment);
        await OrderStream.AppliedOnceAsync(database, topics, 3000);
        Assert.Equal(0, await database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    }

    [Fact]
    public async Task Consumer_started_before_its_database_waits_and_is_degraded_and_not_dead()
    {
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var database = await servers.Postgres.DatabaseAsync();
        var (environment, port) = Environment(database, topics);
        environment["POSTGRES_HOST"] = "127.0.0.1";
        environment["POSTGRES_PORT"] = "1";
        await using var consumer = RunningProgram.StartBuilt("Consumer", environment);

        await consumer.SaysAsync("PostgreSQL at 127.0.0.1:1 does not answer");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await AskAsync(http, "/health/live"));
        Assert.Equal((HttpStatusCode.OK, "Degraded"), await AskAsync(http, "/health/ready"));

        consumer.Terminate();
        Assert.Equal(0, await consumer.ExitAsync());
        Assert.DoesNotContain("   at ", consumer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumer_without_Kafka_waits_quietly_to_be_stopped()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var (environment, _) = Environment(database, null);
        environment["KAFKA_ENABLED"] = "false";
        await using var consumer = RunningProgram.StartBuilt("Consumer", environment);

        await consumer.SaysAsync("nothing to consume");
        consumer.Terminate();

        Assert.True(await consumer.ExitAsync() == 0, consumer.Output);
    }

    [Fact]
    public async Task Generator_keeps_its_rate_sends_every_order_and_ends_with_statistics()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var shop = new ShopSample();
        await database.Writer(publish: false).WriteAsync(shop.Users, Token);
        await database.Writer(publish: false).WriteAsync(shop.Products, Token);
        var (environment, _) = Environment(database, topics);
        (environment["ORDER_RATE"], environment["UPDATE_RATE"]) = ("300", "0");
        // A setting of consumers: the generator does not read it.
        environment["CONSUMER_TOPIC"] = "carts";
        await using var generator = RunningProgram.StartBuilt("RealtimeGenerator", environment);

        await Eventually.HoldsAsync("orders are placed", async () => await database.CountAsync("orders") > 300);
        generator.Terminate();
        Assert.Equal(0, await generator.ExitAsync());

        var placed = await database.CountAsync("orders");
        var waiting = await database.CountAsync("outbox");
        var sent = Enumerable.Range(0, 3).Sum(p => topics.End(ShopStreams.Orders, p).High);
        Assert.InRange(sent, placed - waiting, placed);
        Assert.True(sent > 0, "The generator's relay has sent nothing.");
        Assert.DoesNotContain("   at ", generator.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(database.Options.Password, generator.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("outbox")]
    [InlineData("stream")]
    public async Task Generator_updates_what_is_there_so_that_all_six_types_of_event_occur(string mode)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var users = new RunningMember(database, topics, ShopStreams.Users);
        await using var products = new RunningMember(database, topics, ShopStreams.Products);
        await using var orders = new RunningMember(database, topics, ShopStreams.Orders);
        var shop = new ShopSample();
        await database.Writer().WriteAsync(shop.Users, Token);
        await database.Writer().WriteAsync(shop.Products, Token);
        // The sample has numbered its products itself: the generator must begin behind them.
        await database.ExecuteAsync($"SELECT setval('product_numbers', {shop.Products.Length})");
        var (environment, _) = Environment(database, topics);
        (environment["ORDER_RATE"], environment["PRODUCT_RATE"], environment["UPDATE_RATE"], environment["WRITE_MODE"]) = ("50", "20", "60",
        mode);
        await using var generator = RunningProgram.StartBuilt("RealtimeGenerator", environment);

        string[] expected = ["order_created", "order_status_changed", "product_created", "product_updated", "user_created", "user_updated"];
        await Eventually.EqualsAsync(
            string.Join(' ', expected), () => Task.FromResult(string.Join(' ', topics.EventTypes())), "events of every type are in Kafka");
        generator.Terminate();

        Assert.Equal(0, await generator.ExitAsync());
        Assert.Contains("  updates  ", generator.Output, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode, string)> AskAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Token);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
        }
        catch (HttpRequestException)
        {
            return (HttpStatusCode.BadGateway, "no answer");
        }
    }

    private static (Dictionary<string, string> Environment, int Port) Environment(TestDatabase database, TestTopics? topics)
    {
        var port = FreePorts.One();
        var environment = TestEnvironment.Of(database, topics);
        environment["CONSUMER_TOPIC"] = "orders";
        environment["HEALTH_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return (environment, port);
    }
}
