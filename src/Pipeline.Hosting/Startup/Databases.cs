namespace Pipeline.Hosting.Startup;

/// <summary>Two connection pools, one per commit mode, because synchronous_commit is set per session.</summary>
public sealed class Databases(PostgresOptions options) : IAsyncDisposable
{
    /// <summary>For writers and relays: a commit waits until it is on disk. Only the relay's deletes do not wait.</summary>
    public NpgsqlDataSource SynchronousCommit { get; } = SessionSource.Create(options, synchronousCommit: true);

    /// <summary>For consumers. A lost commit is safe: it loses effects and progress together, so the events are consumed again.</summary>
    public NpgsqlDataSource AsynchronousCommit { get; } = SessionSource.Create(options, synchronousCommit: false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SynchronousCommit.DisposeAsync();
        await AsynchronousCommit.DisposeAsync();
    }
}
