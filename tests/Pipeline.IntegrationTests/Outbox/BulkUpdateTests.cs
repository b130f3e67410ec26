using Pipeline.Postgres.Bulk;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>Changes of rows: row and event in one statement, and never on top of a newer state.</summary>
public sealed class BulkUpdateTests(TestServers servers)
{
    private const int Rows = 30;

    private readonly ShopSample _shop = new(users: Rows, products: Rows);

    [Fact]
    public async Task Changed_orders_have_their_new_status_and_an_event_that_says_both()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(Rows);
        await database.Writer().WriteAsync(orders, Token);
        await database.ExecuteAsync("TRUNCATE outbox");

        Assert.Equal(Rows, await database.Writer().UpdateAsync(Paid(orders, version: 2), Token));

        Assert.Equal(Rows, await database.CountAsync(
            "orders t JOIN outbox o ON o.event_id = t.event_id AND o.key = t.user_id WHERE t.version = 2 AND t.status = 'paid'"));
        var events = await OutboxRow.ReadAsync(database);
        Assert.Equal(Rows, events.Count);
        foreach (var row in events)
        {
            var batch = row.Parse();
            var order = orders.Single(o => o.OrderId == batch.Rows<Guid>("order_id")[0]);
            Assert.Equal(("orders", "order_status_changed", order.UserId), (row.Topic, row.EventType, row.Key));
            Assert.Equal(
                (2, "paid", "created", order.TotalAmount),
                (batch.Version[0], batch.Rows<string>("status")[0], row.PreviousStatus, batch.Rows<long>("total_amount")[0]));
        }
    }

    [Fact]
    public async Task Of_an_order_nothing_but_the_status_changes()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var order = _shop.Orders(1)[0];
        await database.Writer().WriteAsync([order], Token);
        await database.ExecuteAsync("UPDATE orders SET counted_version = 1, counted = 1, counted_change = 1");

        await database.Writer().UpdateAsync(
            [new Change<Order>(order, order with { Status = OrderStatus.Paid, Quantity = 9999 }, 2)], Token);

        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        Assert.Equal(order with { Status = OrderStatus.Paid }, await context.Orders.FindAsync([order.OrderId], Token));
        Assert.Equal(1, await database.CountAsync("orders WHERE counted_version = 1 AND counted = 1 AND counted_change = 1"));
    }

    [Fact]
    public async Task Changed_products_and_users_are_stored_and_sent_whole()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Products, Token);
        await database.Writer().WriteAsync(_shop.Users, Token);
        await database.ExecuteAsync("TRUNCATE outbox");
        var products = Array.ConvertAll(_shop.Products, p => new Change<Product>(p, p with { Stock = p.Stock + 1, Price = 10 }, 2));
        var users = Array.ConvertAll(_shop.Users, u => new Change<User>(u, u with { Grade = "VIP", Address = "세종시 1" }, 2));

        Assert.Equal(Rows, await database.Writer().UpdateAsync(products, Token));
        Assert.Equal(Rows, await database.Writer().UpdateAsync(users, Token));

        await using var context = await database.Contexts().CreateDbContextAsync(Token);
        foreach (var change in products)
            Assert.Equal(change.After, await context.Products.FindAsync([change.After.ProductId], Token));
        foreach (var change in users)
            Assert.Equal(change.After, await context.Users.FindAsync([change.After.UserId], Token));
        Assert.Equal(
            Rows, await database.CountAsync(
                "products JOIN outbox USING (event_id) WHERE event_type = 'product_updated' AND version = 2 AND key = product_id"));
        Assert.Equal(
            Rows, await database.CountAsync(
                "users JOIN outbox USING (event_id) WHERE event_type = 'user_updated' AND version = 2 AND key = user_id"));
        Assert.Equal(
            products.Select(c => c.After.Stock).Order(),
            (await OutboxRow.ReadAsync(database)).Where(r => r.Topic == "products").Select(r => r.Parse().Rows<int>("stock")[0]).Order());
    }

    [Fact]
    public async Task Change_that_started_from_an_older_state_is_dropped_without_an_event_and_the_others_are_written()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(Rows);
        await database.Writer().WriteAsync(orders, Token);
        await database.Writer().UpdateAsync(Paid(orders[..10], version: 2), Token);
        await database.ExecuteAsync("TRUNCATE outbox");

        var cancelled = Array.ConvertAll(orders, o => new Change<Order>(o, o with { Status = OrderStatus.Cancelled }, 2));
        Assert.Equal(Rows - 10, await database.Writer().UpdateAsync(cancelled, Token));

        Assert.Equal(10, await database.CountAsync("orders WHERE status = 'paid' AND version = 2"));
        Assert.Equal(
            Rows - 10, await database.CountAsync("orders JOIN outbox USING (event_id) WHERE status = 'cancelled' AND version = 2"));
        Assert.Equal(Rows - 10, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Repeated_change_changes_nothing()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(Rows);
        await database.Writer().WriteAsync(orders, Token);
        var changes = Paid(orders, version: 2);
        await database.Writer().UpdateAsync(changes, Token);
        var before = await database.ListAsync<Guid>("SELECT event_id FROM orders ORDER BY order_id");
        var sent = await database.CountAsync("outbox");

        Assert.Equal(0, await database.Writer().UpdateAsync(changes, Token));

        Assert.Equal(before, await database.ListAsync<Guid>("SELECT event_id FROM orders ORDER BY order_id"));
        Assert.Equal(sent, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Change_of_a_row_that_is_not_there_or_of_nothing_is_no_change()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        Assert.Equal(0, await database.Writer().UpdateAsync(Paid(_shop.Orders(3), version: 2), Token));
        Assert.Equal(0, await database.Writer().UpdateAsync(Array.Empty<Change<User>>(), Token));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Without_Kafka_the_row_changes_and_has_no_event()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(_shop.Users, Token);
        await database.ExecuteAsync("TRUNCATE outbox");

        var changes = Array.ConvertAll(_shop.Users, u => new Change<User>(u, u with { Grade = "VIP" }, 2));
        Assert.Equal(Rows, await database.Writer(publish: false).UpdateAsync(changes, Token));

        Assert.Equal(Rows, await database.CountAsync("users WHERE grade = 'VIP' AND version = 2 AND event_id IS NULL"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Change_rolled_back_leaves_neither_row_nor_event()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(Rows);
        await database.Writer().WriteAsync(orders, Token);
        await database.ExecuteAsync("TRUNCATE outbox");
        await using (var context = await database.Contexts().CreateDbContextAsync(Token))
        await using (await context.Database.BeginTransactionAsync(Token))
            Assert.Equal(Rows, await context.BulkUpdateAsync(Paid(orders, version: 2), publish: true, TimeProvider.System, Token));

        Assert.Equal(Rows, await database.CountAsync("orders WHERE version = 1 AND status = 'created'"));
        Assert.Equal(0, await database.CountAsync("outbox"));
    }

    [Fact]
    public async Task Writers_that_change_the_same_rows_in_opposite_order_do_not_deadlock_and_each_row_changes_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var orders = _shop.Orders(400);
        await database.Writer().WriteAsync(orders, Token);
        await database.ExecuteAsync("TRUNCATE outbox");
        var ascending = Paid(orders, version: 2);

        var changed = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => database.Writer().UpdateAsync(i % 2 == 0 ? ascending : [.. ascending.Reverse()], Token), Token)));

        Assert.Equal(orders.Length, changed.Sum());
        Assert.Equal(orders.Length, await database.CountAsync("orders JOIN outbox USING (event_id) WHERE version = 2"));
        Assert.Equal(orders.Length, await database.CountAsync("outbox"));
    }

    private static Change<Order>[] Paid(Order[] orders, int version) =>
        Array.ConvertAll(orders, o => new Change<Order>(o, o with { Status = OrderStatus.Paid }, version));
}
