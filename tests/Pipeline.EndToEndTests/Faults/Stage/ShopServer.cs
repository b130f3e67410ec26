using Npgsql;
using Pipeline.Embedded;
using Pipeline.Embedded.Postgres;
using Pipeline.Postgres.Schema;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// A PostgreSQL that can be stopped as by a crash, and a database for every fault, copied from a migrated template. The
/// programs log in as a role that is no superuser, because a superuser is exempt from limits that are to be met.
/// </summary>
internal sealed class ShopServer : IAsyncDisposable
{
    /// <summary>The role of the programs.</summary>
    public const string Role = "shop";

    private const string Template = "shop_template";

    private readonly ScratchFolder _folder = new();
    private EmbeddedPostgres? _server;
    private int _databases;
    private bool _stopped;

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
        await ExecuteAsync(admin, $"CREATE ROLE {Role} LOGIN PASSWORD '{Password}'");
        await ExecuteAsync(admin, $"CREATE DATABASE {Template} OWNER {Role}");
        // Without a pool: a template that somebody is connected to cannot be copied.
        await using var template = NpgsqlDataSource.Create(Connection(Template, Role, Password));
        await SchemaSetup.ApplyAsync(template, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>A database of the calling test.</summary>
    public async Task<ShopDatabase> DatabaseAsync()
    {
        var name = $"shop_{Interlocked.Increment(ref _databases)}";
        await using var admin = NpgsqlDataSource.Create(Connection("postgres", "postgres", Server.Password));
        await ExecuteAsync(admin, $"CREATE DATABASE {name} TEMPLATE {Template} OWNER {Role}");
        return new(name, Connection(name, "postgres", Server.Password));
    }

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        await Server.StopServerAsync();
    }

    public async Task StartAgainAsync()
    {
        await Server.StartServerAsync();
        _stopped = false;
    }

    /// <summary>Whatever a failed test has left: it runs.</summary>
    public Task RestoreAsync() => _stopped ? StartAgainAsync() : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
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
