using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Hosting.Resilience;

/// <summary>
/// A writer that retries while the state of the database prevents a write. A write whose connection broke may have been committed:
/// its repetition then finds its own rows, which is success. A repeated change finds its row in the new version and is dropped.
/// </summary>
public sealed class RetryingWriter(IRecordWriter inner, ILogger<RetryingWriter> log) : IRecordWriter
{
    private readonly DatabaseRetry _retry = new(log);

    /// <inheritdoc/>
    public async Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
        where T : class
    {
        var tries = 0;
        await _retry.RunAsync($"Cannot write {StreamDefinition.Of<T>()}", WriteOnceAsync, cancellationToken);

        async Task<bool> WriteOnceAsync()
        {
            tries++;
            try
            {
                await inner.WriteAsync(records, cancellationToken);
            }
            catch (Exception e) when (tries > 1 && PostgresFaults.SqlState(e) == PostgresErrorCodes.UniqueViolation)
            {
                // An earlier try was committed after all.
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
        where T : class =>
        _retry.RunAsync($"Cannot write changes of {StreamDefinition.Of<T>()}", () => inner.UpdateAsync(changes, cancellationToken), cancellationToken);
}
