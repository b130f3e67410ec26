using Npgsql;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;

namespace Pipeline.Hosting.Startup;

/// <summary>The two ways a process uses the database. One pool each, because the commit mode belongs to the session.</summary>
public sealed class Databases(PostgresOptions options) : IAsyncDisposable
{
    /// <summary>For writers and relays: a commit is on disk, but for what a relay removes.</summary>
    public NpgsqlDataSource SynchronousCommit { get; } = NpgsqlDataSource.Create(options.ConnectionString(synchronousCommit: true));

    /// <summary>For the consumers' transactions, which carry their own progress.</summary>
    public NpgsqlDataSource AsynchronousCommit { get; } = NpgsqlDataSource.Create(options.ConnectionString(synchronousCommit: false));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SynchronousCommit.DisposeAsync();
        await AsynchronousCommit.DisposeAsync();
    }
}
