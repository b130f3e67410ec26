using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Resilience;
using Pipeline.Postgres.Outbox;

namespace Pipeline.Shop.Tables;

/// <summary>The shop's numbers, waiting out the database's troubles as <see cref="RetryingWriter"/> does: who writes needs numbers first.</summary>
public sealed class RetryingNumbers(ShopNumbers inner, ILogger<RetryingNumbers> log)
{
    private readonly DatabaseRetry _retry = new(log);

    /// <inheritdoc cref="ShopNumbers.NextUsersAsync"/>
    public Task<long[]> NextUsersAsync(int count, CancellationToken cancellationToken) =>
        _retry.RunAsync("User numbers are not to be had", () => inner.NextUsersAsync(count, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ShopNumbers.NextProductsAsync"/>
    public Task<long[]> NextProductsAsync(int count, CancellationToken cancellationToken) =>
        _retry.RunAsync("Product numbers are not to be had", () => inner.NextProductsAsync(count, cancellationToken), cancellationToken);
}
