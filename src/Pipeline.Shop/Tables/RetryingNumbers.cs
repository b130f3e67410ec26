namespace Pipeline.Shop.Tables;

/// <summary>Allocates numbers as <see cref="ShopNumbers"/> does. Retries while the database is unavailable, without limit.</summary>
public sealed class RetryingNumbers(ShopNumbers inner, ILogger<RetryingNumbers> log)
{
    private readonly DatabaseRetry _retry = new(log);

    /// <inheritdoc cref="ShopNumbers.NextUsersAsync"/>
    public Task<long[]> NextUsersAsync(int count, CancellationToken cancellationToken) =>
        _retry.RunAsync("Cannot allocate user numbers", () => inner.NextUsersAsync(count, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ShopNumbers.NextProductsAsync"/>
    public Task<long[]> NextProductsAsync(int count, CancellationToken cancellationToken) =>
        _retry.RunAsync("Cannot allocate product numbers", () => inner.NextProductsAsync(count, cancellationToken), cancellationToken);
}
