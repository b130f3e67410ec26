using Microsoft.EntityFrameworkCore;
using Pipeline.Postgres.Model;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>Changes of rows that Entity Framework tracks.</summary>
public sealed class TrackedChangeTests(TestServers servers)
{
    private readonly ShopSample _shop = new();

    [Fact]
    public async Task Update_raises_the_version_and_makes_user_updated()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var user = _shop.Users[0];
        await database.Writer().WriteAsync([user], Token);

        await ChangeAsync(database, user.UserId, (User u) => u with { Grade = "FIRST" });
        await ChangeAsync(database, user.UserId, (User u) => u with { Grade = "SECOND" });

        var last = (await OutboxRow.ReadAsync(database))[^1];
        var batch = last.Parse();
        Assert.Equal(("user_updated", 3, "SECOND"), (last.EventType, batch.Version[0], batch.Rows<string>("grade")[0]));
        Assert.Equal(1, await database.CountAsync($"users WHERE version = 3 AND grade = 'SECOND' AND event_id = '{last.EventId}'"));
        Assert.Equal(3, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task New_price_makes_product_updated()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var product = _shop.Products[0];
        await database.Writer().WriteAsync([product], Token);

        await ChangeAsync(database, product.ProductId, (Product p) => p with { Price = 1, Stock = 2 });

        var last = (await OutboxRow.ReadAsync(database))[^1];
        var batch = last.Parse();
        Assert.Equal(
            ("product_updated", 2, 1, 2),
            (last.EventType, batch.Version[0], batch.Rows<int>("price")[0], batch.Rows<int>("stock")[0]));
    }

    [Fact]
    public async Task New_status_makes_order_status_changed_with_the_status_before_it()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var order = _shop.Orders(1)[0];
        await database.Writer().WriteAsync([order], Token);

        await ChangeAsync(database, order.OrderId, (Order o) => o with { Status = OrderStatus.Shipped });
        await ChangeAsync(database, order.OrderId, (Order o) => o with { Status = OrderStatus.Cancelled });

        var changes = (await OutboxRow.ReadAsync(database)).Skip(1).Select(
            r => (r.EventType, r.Key, r.PreviousStatus, Batch: r.Parse())).ToList();
        Assert.Equal(
            [("order_status_changed", order.UserId, 2, order.Status, "shipped"),
            ("order_status_changed", order.UserId, 3, "shipped", "cancelled")],
            changes.Select(c => (c.EventType, c.Key, c.Batch.Version[0], c.PreviousStatus!, c.Batch.Rows<string>("status")[0])));
    }

    [Fact]
    public async Task Row_that_was_read_and_not_changed_has_no_event()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Users[..3], Token);

        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        await context.Users.LoadAsync(Token);
        await context.SaveChangesAsync(Token);

        Assert.Equal(3, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Writer_that_worked_from_an_older_state_fails_and_leaves_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var user = _shop.Users[0];
        await database.Writer().WriteAsync([user], Token);
        await using var stale = await database.Contexts().CreateDbContextAsync(Token);
        var row = (await stale.Users.FindAsync([user.UserId], Token))!;
        await ChangeAsync(database, user.UserId, (User u) => u with { Grade = "FIRST" });

        stale.Entry(row).CurrentValues.SetValues(row with { Grade = "SECOND" });

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => stale.SaveChangesAsync(Token));
        Assert.Equal("FIRST", await database.AskAsync<string>("SELECT grade FROM users"));
        Assert.Equal(2, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Failed_save_repeated_makes_exactly_one_outbox_record()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        context.Users.Add(_shop.Users[0]);
        await database.ExecuteAsync("ALTER TABLE users ADD CONSTRAINT closed CHECK (false)");

        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        await database.ExecuteAsync("ALTER TABLE users DROP CONSTRAINT closed");
        await context.SaveChangesAsync(Token);

        Assert.Equal(1, await database.CountAsync("users JOIN outbox USING (event_id)"));
        Assert.Equal(1, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Deletion_is_refused()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync([_shop.Users[0]], Token);
        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        context.Remove(await context.Users.SingleAsync(Token));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => context.SaveChangesAsync(Token));

        Assert.Contains("deletion", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await database.CountAsync("users"));
    }

    [Fact]
    public async Task Change_without_Kafka_still_raises_the_version_and_takes_the_event_id_away()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var user = _shop.Users[0];
        await database.Writer().WriteAsync([user], Token);

        await ChangeAsync(database, user.UserId, (User u) => u with { Grade = "FIRST" }, publish: false);

        Assert.Equal(1, await database.CountAsync("users WHERE version = 2 AND event_id IS NULL"));
        Assert.Equal(1, await database.CountAsync("outbox"));
    }

    private static async Task ChangeAsync<T>(TestDatabase database, object key, Func<T, T> change, bool publish = true)
        where T : class
    {
        await using ShopContext context = await database.Contexts(publish).CreateDbContextAsync(Token);
        var row = (await context.FindAsync<T>([key], Token))!;
        context.Entry(row).CurrentValues.SetValues(change(row));
        await context.SaveChangesAsync(Token);
    }
}
