using System.Globalization;
using Pipeline.Shop.Records;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>Rows whose version cannot be raised end no process and send no event.</summary>
public sealed class HighestVersionTests(TestServers servers)
{
    private readonly ShopSample _shop = new(users: 1, products: 1);

    [Theory]
    [InlineData("outbox", "2147483646")]
    [InlineData("outbox", "2147483647")]
    [InlineData("stream", "2147483646")]
    [InlineData("stream", "2147483647")]
    public async Task Generator_passes_over_rows_of_the_highest_version(string mode, string version)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await database.Writer(publish: false).WriteAsync(_shop.Users, Token);
        await database.Writer(publish: false).WriteAsync(_shop.Products, Token);
        await database.Writer(publish: false).WriteAsync(_shop.Orders(20), Token);
        // The user alone can be changed.
        await database.ExecuteAsync($"UPDATE products SET version = {version}; UPDATE orders SET version = {version}");
        await database.ExecuteAsync("SELECT setval('product_numbers', 1), setval('user_numbers', 1)");
        var environment = TestEnvironment.Of(database, topics);
        foreach (var (name, value) in new[]
        {
            ("WRITE_MODE", mode), ("ORDER_RATE", "0.01"), ("PRODUCT_RATE", "0.01"), ("UPDATE_RATE", "200"), ("HEALTH_PORT", "0"),
        })
            environment[name] = value;

        await using var generator = RunningProgram.StartBuilt("RealtimeGenerator", environment);
        await Eventually.HoldsAsync("the user changes", () => topics.End(ShopStreams.Users, 0).High
            + topics.End(ShopStreams.Users, 1).High + topics.End(ShopStreams.Users, 2).High > 20);
        generator.Terminate();

        Assert.True(await generator.ExitAsync() == 0, generator.Output);
        Assert.Equal(0, Enumerable.Range(0, 3).Sum(p => topics.End(ShopStreams.Products, p).High));
        Assert.Equal(
            int.Parse(version, CultureInfo.InvariantCulture), await database.AskAsync<int>("SELECT min(version) FROM products"));
        Assert.Equal(20, await database.CountAsync($"orders WHERE version = {version}"));
    }

    [Fact]
    public async Task Change_of_a_row_of_the_highest_version_is_dropped_and_the_others_are_written()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(3);
        await database.Writer().WriteAsync(orders, Token);
        await database.ExecuteAsync("TRUNCATE outbox");
        Change<Order> To(int order, int version) => new(orders[order], orders[order] with { Status = OrderStatus.Paid }, version);

        var written = await database.Writer().UpdateAsync(
            [To(0, int.MaxValue), To(1, int.MinValue), To(2, 2)], Token);

        Assert.Equal((1, 1), (written, await database.CountAsync("outbox")));
        Assert.Equal(0, await database.Writer().UpdateAsync([To(0, int.MaxValue)], Token));
    }

    [Fact]
    public async Task Tracked_row_of_the_highest_version_cannot_be_changed()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer(publish: false).WriteAsync(_shop.Users, Token);
        await database.ExecuteAsync("UPDATE users SET version = 2147483646");
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        var user = Assert.Single(context.Users);
        context.Entry(user).Property(static u => u.Grade).CurrentValue = "VIP";

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(Token));

        Assert.Equal("A row of users has the highest version and cannot be changed.", thrown.Message);
        Assert.Equal(0, await database.CountAsync("outbox"));
    }
}
