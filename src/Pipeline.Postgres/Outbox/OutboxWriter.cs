using Pipeline.Postgres.Bulk;

namespace Pipeline.Postgres.Outbox;

/// <summary>WRITE_MODE=outbox: writes records and their outbox records in bulk, in one transaction per call.</summary>
/// <typeparam name="TContext">Context of the domain.</typeparam>
/// <param name="contexts">Creates contexts.</param>
/// <param name="publish">Whether events go to the outbox (KAFKA_ENABLED).</param>
/// <param name="time">Clock of the events.</param>
public sealed class OutboxWriter<TContext>(IDbContextFactory<TContext> contexts, bool publish, TimeProvider time) : IRecordWriter
    where TContext : DbContext
{
    /// <inheritdoc/>
    public async Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
        where T : class
    {
        using var span = PipelineTracing.StartWrite(StreamDefinition.Of<T>(), records.Count, "postgresql");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.BulkInsertAsync(records, publish, time, cancellationToken);
        span?.SetStatus(ActivityStatusCode.Ok);
        Failpoints.Reach(Failpoints.WriterAfterCommit);
    }

    /// <inheritdoc/>
    public async Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
        where T : class
    {
        using var span = PipelineTracing.StartWrite(StreamDefinition.Of<T>(), changes.Count, "postgresql");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var written = await context.BulkUpdateAsync(changes, publish, time, cancellationToken);
        span?.SetStatus(ActivityStatusCode.Ok);
        return written;
    }
}
