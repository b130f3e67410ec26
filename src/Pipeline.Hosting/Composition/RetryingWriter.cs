using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Hosting.Composition;

/// <summary>
/// A writer that waits out the database's troubles. A write whose connection broke may have been committed: its repetition then
/// meets its own rows, which is success and not an error. A change that is repeated finds its row in the new version and is dropped.
/// </summary>
public sealed class RetryingWriter(IRecordWriter inner, ILogger<RetryingWriter> log) : IRecordWriter
{
    private readonly DatabaseRetry _retry = new(log);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken) =>
        UntilWrittenAsync("Users", () => inner.WriteAsync(users, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken) =>
        UntilWrittenAsync("Products", () => inner.WriteAsync(products, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) =>
        UntilWrittenAsync("Orders", () => inner.WriteAsync(orders, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<User>> users, CancellationToken cancellationToken) =>
        _retry.RunAsync("Changes of users could not be written", () => inner.UpdateAsync(users, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Product>> products, CancellationToken cancellationToken) =>
        _retry.RunAsync("Changes of products could not be written", () => inner.UpdateAsync(products, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Order>> orders, CancellationToken cancellationToken) =>
        _retry.RunAsync("Changes of orders could not be written", () => inner.UpdateAsync(orders, cancellationToken), cancellationToken);

    private async Task UntilWrittenAsync(string what, Func<Task> write, CancellationToken cancellationToken)
    {
        var tries = 0;
        await _retry.RunAsync($"{what} could not be written", WriteOnceAsync, cancellationToken);

        async Task<bool> WriteOnceAsync()
        {
            tries++;
            try
            {
                await write();
            }
            catch (Exception e) when (tries > 1 && PostgresFaults.SqlState(e) == PostgresErrorCodes.UniqueViolation)
            {
                // Its own rows: an earlier try was committed after all.
            }

            return true;
        }
    }
}
