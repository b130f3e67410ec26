using Pipeline.Postgres.Bulk;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>Rows and their outbox records.</summary>
public sealed class OutboxWriterTests(TestServers servers)
{
    private const int Few = 1;
    private const int Many = 50;

    private readonly ShopSample _shop = new(users: Many, products: Many);

    [Theory]
    [InlineData(Few)]
    [InlineData(Many)]
    public async Task Every_row_has_one_outbox_record_with_its_event(int count)
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await database.Writer().WriteAsync(_shop.Users[..count], Token);
        await database.Writer().WriteAsync(_shop.Products[..count], Token);
        await database.Writer().WriteAsync(_shop.Orders(count), Token);

        foreach (var (stream, key) in new[] { ("users", "user_id"), ("products", "product_id"), ("orders", "user_id") })
        {
            Assert.Equal(count, await database.CountAsync(stream));
            Assert.Equal(count, await database.CountAsync(
                $"{stream} t JOIN outbox o ON o.event_id = t.event_id AND o.key = t.{key} AND o.topic = '{stream}' WHERE t.version = 1"));
        }

        Assert.Equal(3 * count, await database.CountAsync("outbox"));
    }

    [Theory]
    [InlineData(Few)]
    [InlineData(Many)]
    public async Task Decoded_payload_is_the_row_that_was_written(int count)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(count);

        await database.Writer().WriteAsync(orders, Token);

        foreach (var row in await OutboxRow.ReadAsync(database))
        {
            var batch = row.Parse();
            var order = orders.Single(o => o.OrderId == batch.Rows<Guid>("order_id")[0]);
            Assert.Equal(
                (order.CreatedAt, order.UserId, order.TotalAmount, order.Category),
                (batch.Rows<DateTime>("created_at")[0], batch.Rows<string>("user_id")[0],
                batch.Rows<long>("total_amount")[0], batch.Rows<string>("category")[0]));
            Assert.Equal((row.EventId, 1, "order_created"), (batch.EventId[0], batch.Version[0], row.EventType));
            Assert.Equal(
                row.EventId, await database.AskAsync<Guid>(
                    $"SELECT event_id FROM orders WHERE order_id = '{order.OrderId}' AND version = 1"));
            Assert.Equal(OutboxShard.Of(order.UserId), row.Shard);
        }
    }

    [Fact]
    public async Task Row_in_the_database_equals_the_row_in_the_payload_to_the_microsecond()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Users[..Many], Token);

        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        foreach (var user in _shop.Users[..Many])
            Assert.Equal(user, await context.Users.FindAsync([user.UserId], Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bulk_insertion_within_a_transaction_that_meets_a_row_leaves_the_transaction_whole(bool publish)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer(publish).WriteAsync(_shop.Users[..30], Token);
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        await using var transaction = await context.Database.BeginTransactionAsync(Token);

        Assert.Equal(Many, await context.BulkInsertAsync(_shop.Products, publish, TimeProvider.System, Token));
        Assert.Equal(Many - 30, await context.BulkInsertAsync(_shop.Users, publish, TimeProvider.System, Token));
        await transaction.CommitAsync(Token);

        Assert.Equal(Many, await database.CountAsync("products"));
        Assert.Equal(Many, await database.CountAsync("users"));
    }

    [Fact]
    public async Task Transaction_rolled_back_leaves_neither_row_nor_event()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using (var context = await database.Contexts().CreateDbContextAsync(Token))
        await using (await context.Database.BeginTransactionAsync(Token))
        {
            context.Users.Add(_shop.Users[0]);
            await context.SaveChangesAsync(Token);
            Assert.Equal(Many, await context.BulkInsertAsync(_shop.Products, publish: true, TimeProvider.System, Token));
        }

        Assert.Equal(0, await database.CountAsync("users"));
        Assert.Equal(0, await database.CountAsync("products"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Bulk_insertion_takes_part_in_the_contexts_transaction()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        await using var transaction = await context.Database.BeginTransactionAsync(Token);

        await context.BulkInsertAsync(_shop.Users, publish: true, TimeProvider.System, Token);
        Assert.Equal(0, await database.CountAsync("users"));
        await transaction.CommitAsync(Token);

        Assert.Equal(Many, await database.CountAsync("users"));
        Assert.Equal(Many, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Bulk_batch_repeated_inserts_nothing_and_makes_no_events()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Users[..30], Token);
        var before = await database.ListAsync<Guid>("SELECT event_id FROM users ORDER BY 1");

        await database.Writer().WriteAsync(_shop.Users[..30], Token);
        Assert.Equal(before, await database.ListAsync<Guid>("SELECT event_id FROM users ORDER BY 1"));
        await database.Writer().WriteAsync(_shop.Users[..40], Token);

        Assert.Equal(40, await database.CountAsync("users"));
        Assert.Equal(40, await database.CountAsync("outbox o JOIN users USING (event_id)"));
        Assert.Equal(40, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Row_that_breaks_a_constraint_takes_the_whole_batch_with_it()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync($"ALTER TABLE users ADD CHECK (user_id <> '{_shop.Users[0].UserId}')");

        await Assert.ThrowsAnyAsync<Exception>(() => database.Writer().WriteAsync(_shop.Users[..Few], Token));
        await Assert.ThrowsAnyAsync<Exception>(() => database.Writer().WriteAsync(_shop.Users[..Many], Token));

        Assert.Equal(0, await database.CountAsync("users"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Nothing_to_write_writes_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();

        await database.Writer().WriteAsync(Array.Empty<Order>(), Token);

        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Numbers_are_never_given_out_twice()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var numbers = new ShopNumbers(database.Source);

        var given = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => numbers.NextUsersAsync(100, Token)));

        Assert.Equal(800, given.SelectMany(n => n).Distinct().Count());
        Assert.All(given, n => Assert.Equal(n.Order(), n));
    }
}
