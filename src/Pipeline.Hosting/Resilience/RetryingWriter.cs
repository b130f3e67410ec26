namespace Pipeline.Hosting.Resilience;

/// <summary>
/// Retries writes while the database is unavailable. A write whose connection broke may have been committed. Its retry then fails
/// with a unique violation, which counts as success. A retried change finds its row already in the new version and does nothing.
/// </summary>
public sealed class RetryingWriter(IRecordWriter inner, ILogger<RetryingWriter> log) : IRecordWriter
{
    private readonly DatabaseRetry _retry = new(log);

    /// <inheritdoc/>
    public async Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
        where T : class
    {
        var attempts = 0;
        await _retry.RunAsync($"Cannot write {StreamDefinition.Of<T>()}", WriteOnceAsync, cancellationToken);

        async Task<bool> WriteOnceAsync()
        {
            attempts++;
            try
            {
                await inner.WriteAsync(records, cancellationToken);
            }
            catch (Exception e) when (attempts > 1 && PostgresFaults.SqlState(e) == PostgresErrorCodes.UniqueViolation)
            {
                // An earlier attempt was committed.
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
        where T : class =>
        _retry.RunAsync(
            $"Cannot write changes of {StreamDefinition.Of<T>()}", () => inner.UpdateAsync(changes, cancellationToken), cancellationToken);
}
