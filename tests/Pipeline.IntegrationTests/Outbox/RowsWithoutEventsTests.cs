namespace Pipeline.IntegrationTests.Outbox;

/// <summary>Rows of a pipeline without Kafka: no events, no outbox.</summary>
public sealed class RowsWithoutEventsTests(TestServers servers)
{
    private const int Few = 1;
    private const int Many = 50;

    private readonly ShopSample _shop = new(users: Many);

    [Theory]
    [InlineData(Few)]
    [InlineData(Many)]
    public async Task Only_the_rows_are_written(int count)
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await database.Writer(publish: false).WriteAsync(_shop.Users[..count], Token);

        Assert.Equal(count, await database.CountAsync("users WHERE event_id IS NULL AND version = 1"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task A_batch_of_which_rows_are_there_already_inserts_the_others_unchanged()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer(publish: false).WriteAsync(_shop.Users[..30], Token);

        await database.Writer(publish: false).WriteAsync(_shop.Users[..Many], Token);

        Assert.Equal(Many, await database.CountAsync("users WHERE event_id IS NULL AND version = 1"));
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        foreach (var user in _shop.Users[..Many])
            Assert.Equal(user, await context.Users.FindAsync([user.UserId], Token));
    }

    [Fact]
    public async Task A_batch_goes_by_COPY_which_is_the_cheapest()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync("""
            CREATE TABLE statements (text text);
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO statements VALUES (current_query()); RETURN NULL; END $$;
            CREATE TRIGGER keep AFTER INSERT ON users FOR EACH STATEMENT EXECUTE FUNCTION keep();
            """);

        await database.Writer(publish: false).WriteAsync(_shop.Users, Token);

        Assert.StartsWith(
            "COPY users ", Assert.Single(await database.ListAsync<string>("SELECT text FROM statements")), StringComparison.Ordinal);
        Assert.Equal(Many, await database.CountAsync("users"));
    }
}
