using Npgsql;
using Pipeline.Domains;
using Pipeline.Embedded;
using Pipeline.Embedded.Postgres;
using Pipeline.Hosting.Settings;
using Pipeline.IntegrationTests.Embedded;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Settings;
using Testcontainers.PostgreSql;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>The PostgreSQL of the run, and in it a database of its own for every test, copied from a migrated template.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Template = "migrated_template";

    private readonly Lazy<Task<Running>> _running;
    private int _databases;

    public PostgresServer(ServerChoice choice) => _running = new(() => StartAsync(choice));

    /// <summary>A database of the calling test: with the schema, or empty, then in any encoding.</summary>
    public async Task<TestDatabase> DatabaseAsync(bool migrated = true, string encoding = "UTF8")
    {
        var running = await RunningAsync();
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(running.Options, migrated
            ? $"CREATE DATABASE {name} TEMPLATE {Template}"
            : $"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'");
        return new(running.Options with { Database = name });
    }

    /// <summary>A database like another one as it is now. Ends the sessions of that one: a database in use cannot be copied.</summary>
    public async Task<TestDatabase> CopyAsync(TestDatabase original)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        original.Source.Clear();
        await ExecuteAsync(
            original.Options,
            $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{original.Options.Database}'");
        await ExecuteAsync(original.Options, $"CREATE DATABASE {name} TEMPLATE {original.Options.Database}");
        return new(original.Options with { Database = name });
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _running.Value).Server.DisposeAsync();
    }

    /// <summary>Runs a statement outside of any test's database.</summary>
    public static async Task ExecuteAsync(PostgresOptions options, string sql)
    {
        await using var source = NpgsqlDataSource.Create(
            (options with { Database = "postgres" }).ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How to reach an embedded server.</summary>
    public static PostgresOptions OptionsOf(EmbeddedPostgres server) => new()
    {
        Host = server.Host,
        Port = server.Port,
        User = server.User,
        Password = server.Password,
        Database = EmbeddedPostgres.Database,
        PoolSize = 20,
        SslMode = SslMode.Disable,
    };

    private async Task<Running> RunningAsync()
    {
        try
        {
            return await _running.Value;
        }
        catch (PrerequisiteMissingException e)
        {
            Prerequisite.Missing(e.Message);
            throw;
        }
    }

    private static async Task<Running> StartAsync(ServerChoice choice)
    {
        var running = await choice.ContainersAsync() ? await StartContainerAsync() : await StartEmbeddedAsync();
        await ExecuteAsync(running.Options, $"CREATE DATABASE {Template}");
        // Without a pool: a template that somebody is connected to cannot be copied.
        await using var source = NpgsqlDataSource.Create(
            (running.Options with { Database = Template }).ConnectionString + ";Pooling=false");
        await SchemaSetup.ApplyAsync(source, AllDomains.Joined.Migrations, TimeProvider.System, writes: true, CancellationToken.None);
        return running;
    }

    private static async Task<Running> StartContainerAsync()
    {
        var container = new PostgreSqlBuilder(ServerChoice.PostgresImage)
            .WithPassword(Guid.NewGuid().ToString("N"))
            .WithTmpfsMount("/var/lib/postgresql/data")
            .WithCommand("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
            .Build();
        await container.StartAsync();
        var parts = new NpgsqlConnectionStringBuilder(container.GetConnectionString());
        return new(container, new()
        {
            Host = parts.Host!,
            Port = parts.Port,
            User = parts.Username!,
            Password = parts.Password!,
            Database = "postgres",
            PoolSize = 20,
            SslMode = SslMode.Disable,
        });
    }

    private static async Task<Running> StartEmbeddedAsync()
    {
        var folder = new ScratchFolder();
        try
        {
            var server = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { Folder = folder.Path, Process = ChildProgram.Process });
            return new(new EmbeddedInFolder(server, folder), OptionsOf(server));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private sealed record Running(IAsyncDisposable Server, PostgresOptions Options);

    private sealed class EmbeddedInFolder(EmbeddedPostgres server, ScratchFolder folder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            folder.Dispose();
        }
    }
}
