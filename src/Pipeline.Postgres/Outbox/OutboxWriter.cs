using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Shop;
using Pipeline.Streams.Telemetry;
using Pipeline.Postgres.Bulk;
using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Writes rows and their outbox records in one transaction: a single new row through SaveChanges and its interceptor, more
/// of them and all changes through the bulk path, which drops a change of an outdated state instead of throwing.
/// </summary>
/// <param name="contexts">Contexts that carry the outbox interceptor.</param>
/// <param name="publish">Whether events go to the outbox (KAFKA_ENABLED).</param>
/// <param name="time">Clock of the events.</param>
public sealed class OutboxWriter(IDbContextFactory<ShopContext> contexts, bool publish, TimeProvider time) : IShopWriter
{
    /// <summary>
    /// Rows from which the bulk path is used. A statement for a few rows costs what one row costs; SaveChanges costs a multiple of
    /// it for each.
    /// </summary>
    public const int BulkFrom = 2;

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken) =>
        WriteAsync(ShopTopic.Users, users, (context, token) => context.BulkInsertAsync(users, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken) =>
        WriteAsync(ShopTopic.Products, products, (context, token) => context.BulkInsertAsync(products, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) =>
        WriteAsync(ShopTopic.Orders, orders, (context, token) => context.BulkInsertAsync(orders, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<User>> users, CancellationToken cancellationToken) =>
        UpdateAsync(ShopTopic.Users, users.Count, (context, token) => context.BulkUpdateAsync(users, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Product>> products, CancellationToken cancellationToken) =>
        UpdateAsync(ShopTopic.Products, products.Count, (context, token) => context.BulkUpdateAsync(products, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Order>> orders, CancellationToken cancellationToken) =>
        UpdateAsync(ShopTopic.Orders, orders.Count, (context, token) => context.BulkUpdateAsync(orders, publish, time, token), cancellationToken);

    private async Task<int> UpdateAsync(
        ShopTopic stream, int count, Func<ShopContext, CancellationToken, Task<int>> bulk, CancellationToken cancellationToken)
    {
        using var span = PipelineTracing.StartWrite(stream, count, "postgresql");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var written = await bulk(context, cancellationToken);
        span?.SetStatus(ActivityStatusCode.Ok);
        return written;
    }

    private async Task WriteAsync<T>(
        ShopTopic stream, IReadOnlyList<T> rows, Func<ShopContext, CancellationToken, Task> bulk, CancellationToken cancellationToken)
        where T : class
    {
        using var span = PipelineTracing.StartWrite(stream, rows.Count, "postgresql");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (rows.Count >= BulkFrom)
        {
            await bulk(context, cancellationToken);
        }
        else
        {
            context.Set<T>().AddRange(rows);
            await context.SaveChangesAsync(cancellationToken);
        }

        span?.SetStatus(ActivityStatusCode.Ok);
        CrashPoints.Reach(CrashPoints.WriterAfterCommit);
    }
}
