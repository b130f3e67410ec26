using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Postgres;

/// <summary>
/// A throwaway PostgreSQL on a free port of 127.0.0.1. A child process runs the server. It stops the server and deletes its folder
/// when this object is disposed, or when this process exits for any reason. A crash of the machine can corrupt the data.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The database that exists from the start: UTF-8, C locale.</summary>
    public const string Database = "sesac_db";

    private readonly ChildProcess _child;
    private readonly string _programFolder;
    private readonly string _baseFolder;

    private EmbeddedPostgres(ChildProcess child, string programFolder, string baseFolder)
    {
        _child = child;
        _programFolder = programFolder;
        _baseFolder = baseFolder;
        var ready = child.ReadyLine.Split(' ');
        Port = int.Parse(ready[0], CultureInfo.InvariantCulture);
        Password = ready[1];
    }

    /// <summary>Always 127.0.0.1, so other machines cannot connect.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The TCP port. It does not change while this object lives, also across server restarts.</summary>
    public int Port { get; }

    /// <summary>The superuser.</summary>
    public string User { get; } = ThrowawayServer.User;

    /// <summary>The superuser's password, random per run.</summary>
    public string Password { get; }

    /// <summary>Npgsql connection string for <see cref="Database"/>.</summary>
    public string ConnectionString => ConnectionTo(Database).ConnectionString;

    /// <summary>The settings that connect the pipeline's programs to this server.</summary>
    public IReadOnlyDictionary<string, string> Settings => SettingsFor(Host, Port, Password);

    /// <summary>The settings for a server at an address. The server need not run yet.</summary>
    public static IReadOnlyDictionary<string, string> SettingsFor(string host, int port, string password) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POSTGRES_HOST"] = host,
            ["POSTGRES_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["POSTGRES_USER"] = ThrowawayServer.User,
            ["POSTGRES_PASSWORD"] = password,
            ["POSTGRES_PASSWORD_FILE"] = "",
            ["POSTGRES_DB"] = Database,
            ["POSTGRES_SSL_MODE"] = "disable",
            ["POSTGRES_POOL_SIZE"] = "40",
        };

    /// <summary>The child process's id, which is not the server's.</summary>
    public int ProcessId => _child.ProcessId;

    /// <summary>
    /// Completes with the child process's exit code when the process exits, expected or not. Never faults. An exit of the server
    /// alone does not complete it.
    /// </summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Removes abandoned runs from the folder, then creates and starts a server.</summary>
    /// <param name="options">Where programs and data are.</param>
    /// <param name="cancellationToken">Cancels the start and removes what was started.</param>
    /// <exception cref="PrerequisiteMissingException">PostgreSQL's server programs are not installed.</exception>
    /// <exception cref="EmbeddedPartException">The server could not be created or started.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken = default)
    {
        var programFolder = PostgresPrograms.Find(options.ProgramFolders)
            ?? throw new PrerequisiteMissingException(InstallAdvice.Sentence());
        var baseFolder = Path.GetFullPath(options.Folder);
        var child = await ChildProcess.StartAsync(
            "The embedded PostgreSQL",
            options.Process ?? EmbeddedProcess.Current,
            [PostgresChild.Role, programFolder, baseFolder],
            cancellationToken);
        var postgres = new EmbeddedPostgres(child, programFolder, baseFolder);
        try
        {
            await postgres.CreateDatabaseAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the server like a crash: connections break, and new ones fail until <see cref="StartServerAsync"/>.</summary>
    /// <param name="cancellationToken">Cancels waiting for the previous command.</param>
    /// <exception cref="EmbeddedPartException">The child process has exited.</exception>
    public Task StopServerAsync(CancellationToken cancellationToken = default) =>
        _child.SendCommandAsync(PostgresChild.StopServer, cancellationToken);

    /// <summary>Starts the server again on the same port and data, and waits until it accepts connections.</summary>
    /// <param name="cancellationToken">Cancels waiting for the previous command.</param>
    /// <exception cref="EmbeddedPartException">The child process has exited, or the server did not start.</exception>
    public Task StartServerAsync(CancellationToken cancellationToken = default) =>
        _child.SendCommandAsync(PostgresChild.StartServer, cancellationToken);

    /// <summary>Stops the server, deletes its folder and waits until both are done.</summary>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        // A killed child process leaves its server running.
        if (await _child.Exited != 0)
            await AbandonedRuns.RemoveAsync(_programFolder, _baseFolder, await ServerAccount.ChooseAsync());
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres").ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlConnectionStringBuilder ConnectionTo(string database) => new()
    {
        Host = Host,
        Port = Port,
        Username = User,
        Password = Password,
        Database = database,
        // The server supports neither. Negotiation costs round trips, and GSS needs a library that can be missing.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        // Only the connection that creates the database uses another name. Its pool would keep a connection open.
        Pooling = database == Database,
    };
}
