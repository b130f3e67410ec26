using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Events.Delivery;
using Pipeline.Events.Faults;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Sink;

namespace Pipeline.Hosting.Composition;

/// <summary>
/// A writer that waits out the database's troubles. A write whose connection broke may have been committed: its repetition then
/// meets its own rows, which is success and not an error.
/// </summary>
public sealed class RetryingWriter(IShopWriter inner, ILogger<RetryingWriter> log) : IShopWriter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private int _inTrouble;

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken) =>
        UntilWrittenAsync("Users", () => inner.WriteAsync(users, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken) =>
        UntilWrittenAsync("Products", () => inner.WriteAsync(products, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) =>
        UntilWrittenAsync("Orders", () => inner.WriteAsync(orders, cancellationToken), cancellationToken);

    private async Task UntilWrittenAsync(string what, Func<Task> write, CancellationToken cancellationToken)
    {
        var repeated = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await write();
                Interlocked.Exchange(ref _inTrouble, 0);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && PostgresFaults.Of(e) is { } fault)
            {
                if (repeated && PostgresFaults.SqlState(e) == PostgresErrorCodes.UniqueViolation)
                    return;
                if (fault.Action is FaultAction.DeadLetter or FaultAction.Stop)
                    throw;
                repeated = true;
                // Several writes fail together; it is said once.
                if (Interlocked.Exchange(ref _inTrouble, 1) == 0)
                    log.WriteFailed(what, PostgresFaults.Wrap(e, fault).Message);
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
