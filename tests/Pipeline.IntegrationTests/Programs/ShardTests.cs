using Pipeline.Simulation;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>Seeders and generators that share the work, as processes; Kafka does not matter to how they share it.</summary>
public sealed class ShardTests(TestServers servers)
{
    [Fact]
    public async Task Shards_of_the_seeder_make_the_shop_that_one_makes_at_the_same_time_or_one_after_another()
    {
        await using var whole = await servers.Postgres.DatabaseAsync();
        await using var together = await servers.Postgres.DatabaseAsync();
        await using var inTurn = await servers.Postgres.DatabaseAsync();

        await SeedAsync(whole);
        await Task.WhenAll(SeedAsync(together, "--shard", "1/2"), SeedAsync(together, "--shard=2/2"));
        await SeedAsync(inTurn, "--shard", "2/2");
        Assert.Equal((61, 100), (await inTurn.CountAsync("users"), await inTurn.CountAsync("products")));
        await SeedAsync(inTurn, "--shard", "1/2");

        Assert.Equal((121, 200), (await whole.CountAsync("users"), await whole.CountAsync("products")));
        var shop = await ContentsAsync(whole);
        Assert.Equal(shop, await ContentsAsync(together));
        Assert.Equal(shop, await ContentsAsync(inTurn));
    }

    [Theory]
    [InlineData("1/2")]
    [InlineData("2/2")]
    public async Task Shard_of_the_generator_orders_for_its_own_users_and_changes_only_its_own_rows(string name)
    {
        Assert.True(Shard.TryParse(name, out var shard));
        await using var database = await servers.Postgres.DatabaseAsync();
        await SeedAsync(database);
        var environment = Environment(
            database, ("ORDER_RATE", "400"), ("PRODUCT_RATE", "20"), ("UPDATE_RATE", "400"), ("SHARD", name), ("HEALTH_PORT", "0"));
        await using var generator = RunningProgram.StartBuilt("RealtimeGenerator", environment);

        await generator.SaysAsync($"shard {name}: ");
        await Eventually.HoldsAsync("there are orders, and changes of everything", async () =>
            await database.CountAsync("orders") > 200 && await database.CountAsync("orders WHERE version > 1") > 100
            && await database.CountAsync("users WHERE version > 1") > 20 && await database.CountAsync("products WHERE version > 1") > 20
            && await database.CountAsync("products") > 200);
        generator.Terminate();
        Assert.Equal(0, await generator.ExitAsync());

        string[] touched =
        [
            .. await database.ListAsync<string>("SELECT DISTINCT user_id FROM orders"),
            .. await database.ListAsync<string>("SELECT user_id FROM users WHERE version > 1"),
            .. await database.ListAsync<string>("SELECT product_id FROM products WHERE version > 1"),
        ];
        Assert.All(touched, id => Assert.True(shard.Owns(id), $"{id} is not shard {shard}'s."));
        // What may be bought is everybody's.
        Assert.Contains(await database.ListAsync<string>("SELECT DISTINCT product_id FROM orders"), id => !shard.Owns(id));
    }

    [Fact]
    public async Task Shard_restarted_takes_up_its_own_open_orders_alone()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var shop = new ShopSample();
        var orders = shop.Orders(300);
        await database.Writer(publish: false).WriteAsync(shop.Users, Token);
        await database.Writer(publish: false).WriteAsync(shop.Products, Token);
        await database.Writer(publish: false).WriteAsync(orders, Token);
        await database.ExecuteAsync($"SELECT setval('product_numbers', {shop.Products.Length})");
        var own = orders.Count(o => new Shard(2, 3).Owns(o.UserId));
        Assert.InRange(own, 1, orders.Length - 1);

        // So few new orders that those to be changed are old ones.
        await using var generator = RunningProgram.StartBuilt("RealtimeGenerator", Environment(
            database, ("ORDER_RATE", "0.01"), ("UPDATE_RATE", "3000"), ("SHARD", "2/3"), ("HEALTH_PORT", "0")));
        await Eventually.EqualsAsync(
            own, () => database.CountAsync("orders WHERE status IN ('delivered', 'cancelled')"), "its own orders have come to their end");
        generator.Terminate();
        Assert.Equal(0, await generator.ExitAsync());

        Assert.All(await database.ListAsync<string>("SELECT user_id FROM orders WHERE version > 1"), id =>
            Assert.True(new Shard(2, 3).Owns(id), id));
    }

    [Theory]
    [InlineData("Seeder", "--shard 3/2 is not a shard i/n with i from 1 to n and n from 1 to 1000.", "--shard", "3/2")]
    [InlineData("Seeder", "'--fast' is not valid: the only argument is --shard i/n, for example --shard 1/2.", "--fast")]
    [InlineData("RealtimeGenerator", "--shard=two is not a shard i/n with i from 1 to n and n from 1 to 1000.", "--shard=two")]
    [InlineData("RealtimeGenerator", "'--shard' is not valid: the only argument is --shard i/n, for example --shard 1/2.", "--shard")]
    [InlineData("Consumer", "A consumer takes no arguments: Kafka assigns the partitions to the members of a group.", "--shard", "1/2")]
    public async Task Arguments_that_cannot_be_used_are_told_in_one_sentence(string program, string sentence, params string[] arguments)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POSTGRES_PASSWORD"] = "hidden-word",
            ["CONSUMER_TOPIC"] = "orders",
        };
        var (exitCode, run) = await RunningProgram.RunBuiltAsync(program, environment, arguments);

        Assert.Equal(2, exitCode);
        Assert.Equal([sentence], run.StandardError);
        Assert.Empty(run.StandardOutput);
    }

    private static async Task SeedAsync(TestDatabase database, params string[] shard)
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("Seeder", Environment(database), shard);
        Assert.True(exitCode == 0, run.Output);
    }

    private static Dictionary<string, string> Environment(TestDatabase database, params (string Name, string Value)[] settings)
    {
        var environment = TestEnvironment.Of(database, null);
        foreach (var (name, value) in settings.Concat(
            [("KAFKA_ENABLED", "false"), ("RANDOM_SEED", "7"), ("SEED_USERS", "121"), ("SEED_PRODUCTS", "200"), ("SEED_BATCH", "10")]))
            environment[name] = value;
        return environment;
    }

    private static Task<string> ContentsAsync(TestDatabase database) => database.AskAsync<string>(
        """
        SELECT (SELECT md5(string_agg(u::text, '' ORDER BY user_id)) FROM
                   (SELECT user_id, name, gender, age, birth_year, address, address_district, email, grade, created_at FROM users) u)
            || (SELECT md5(string_agg(p::text, '' ORDER BY product_id)) FROM
                   (SELECT product_id, name, category, brand, price, org_price, discount_rate, description, stock, created_at
                    FROM products) p)
        """);
}
