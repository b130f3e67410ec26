using Npgsql;
using Pipeline.Embedded;
using Pipeline.Embedded.Postgres;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Tables;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// A PostgreSQL that can be stopped as by a crash, and a database and a role for every fault. The database is a copy of a migrated
/// template. The role is no superuser, because limits do not apply to a superuser.
/// </summary>
internal sealed class ShopServer : IAsyncDisposable
{
    /// <summary>Owns the tables of every database; the programs' roles are its members.</summary>
    private const string Owner = "shop";

    /// <summary>For the programs of several faults at once; a program holds up to a dozen.</summary>
    private const int MaxConnections = 400;

    private const string Template = "shop_template";

    private readonly ScratchFolder _folder = new();
    /// <summary>A template that is being copied cannot be copied a second time.</summary>
    private readonly SemaphoreSlim _creating = new(1);
    private EmbeddedPostgres? _server;
    private int _databases;

    public string Password { get; } = Guid.NewGuid().ToString("N");

    private EmbeddedPostgres Server => _server ?? throw new InvalidOperationException("Not started.");

    public int Port => Server.Port;

    public async Task StartAsync()
    {
        _server = await EmbeddedPostgres.StartAsync(new()
        {
            Folder = _folder.Path,
            Process = new EmbeddedProcess("dotnet", [RunningProgram.BuiltPath("pipeline")]),
        });
        await using var admin = NpgsqlDataSource.Create(Connection("postgres", "postgres", Server.Password));
        await ExecuteAsync(admin, $"CREATE ROLE {Owner} LOGIN PASSWORD '{Password}'");
        await ExecuteAsync(admin, $"ALTER SYSTEM SET max_connections = {MaxConnections}");
        await ExecuteAsync(admin, $"CREATE DATABASE {Template} OWNER {Owner}");
        await Server.StopServerAsync();
        await Server.StartServerAsync();
        // Without a pool: a template that somebody is connected to cannot be copied.
        await using var template = NpgsqlDataSource.Create(Connection(Template, Owner, Password));
        await SchemaSetup.ApplyAsync(template, [ShopContext.Migrations], TimeProvider.System, writes: true, CancellationToken.None);
    }

    /// <summary>A database of the calling test, and its role.</summary>
    public async Task<ShopDatabase> DatabaseAsync()
    {
        var name = $"shop_{Interlocked.Increment(ref _databases)}";
        var role = $"{name}_programs";
        await using var admin = NpgsqlDataSource.Create(Connection("postgres", "postgres", Server.Password));
        await _creating.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await ExecuteAsync(admin, $"CREATE ROLE {role} LOGIN PASSWORD '{Password}' IN ROLE {Owner}");
            await ExecuteAsync(admin, $"CREATE DATABASE {name} TEMPLATE {Template} OWNER {Owner}");
        }
        finally
        {
            _creating.Release();
        }

        return new(name, role, Connection(name, "postgres", Server.Password));
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public Task StopAsync() => Server.StopServerAsync();

    public Task StartAgainAsync() => Server.StartServerAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
        _creating.Dispose();
    }

    private string Connection(string database, string user, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = Server.Host,
        Port = Server.Port,
        Database = database,
        Username = user,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Pooling = false,
        ApplicationName = "test",
        // A server that is set read-only must be told otherwise by somebody.
        Options = "-c default_transaction_read_only=off",
    }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // Texts of this file.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
