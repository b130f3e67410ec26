using System.Globalization;
using Npgsql;
using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Postgres;

/// <summary>
/// A throwaway PostgreSQL on a free port of 127.0.0.1, run by a child process that stops it and deletes its folder when this
/// object or this process ends, in whatever way. Its data is not safe against a crash of the machine, and is not meant to be.
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

    /// <summary>Always 127.0.0.1: nobody else on the network sees it.</summary>
    public string Host { get; } = "127.0.0.1";

    /// <summary>The TCP port; the same over the whole run.</summary>
    public int Port { get; }

    /// <summary>The superuser.</summary>
    public string User { get; } = ThrowawayServer.User;

    /// <summary>The user's password, new for every run.</summary>
    public string Password { get; }

    /// <summary>Everything a client needs to reach <see cref="Database"/>.</summary>
    public string ConnectionString => ConnectionTo(Database).ConnectionString;

    /// <summary>The settings with which the pipeline's programs use this server.</summary>
    public IReadOnlyDictionary<string, string> Settings => SettingsFor(Host, Port, Password);

    /// <summary>The settings for a server at the address, also before there is one.</summary>
    public static IReadOnlyDictionary<string, string> SettingsFor(string host, int port, string password) => new Dictionary<string, string>(StringComparer.Ordinal)
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

    /// <summary>The child's process id; the server has its own.</summary>
    public int ProcessId => _child.ProcessId;

    /// <summary>Completes with the child's exit code when it is gone, expected or not; never fails. A dead server alone does not complete it.</summary>
    public Task<int> Exited => _child.Exited;

    /// <summary>Creates and starts a server, after removing what killed runs have left in the same folder.</summary>
    /// <param name="options">Where programs and data are.</param>
    /// <param name="cancellationToken">Gives up the start; nothing stays behind.</param>
    /// <exception cref="PrerequisiteMissingException">PostgreSQL's server programs are not installed.</exception>
    /// <exception cref="EmbeddedPartException">The server could not be created or started.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken = default)
    {
        var programFolder = PostgresPrograms.Find(options.ProgramFolders) ?? throw new PrerequisiteMissingException(InstallAdvice.Sentence());
        var baseFolder = Path.GetFullPath(options.Folder);
        var child = await ChildProcess.StartAsync(
            "The embedded PostgreSQL", options.Process ?? EmbeddedProcess.Current, [PostgresChild.Role, programFolder, baseFolder], cancellationToken);
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

    /// <summary>Ends the server as a crash would: sessions break and new ones are refused until <see cref="StartServerAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting for its turn.</param>
    /// <exception cref="EmbeddedPartException">The child is gone.</exception>
    public Task StopServerAsync(CancellationToken cancellationToken = default) => _child.AskAsync(PostgresChild.StopServer, cancellationToken);

    /// <summary>Starts the server again on the same port and data, and waits until it accepts connections.</summary>
    /// <param name="cancellationToken">Gives up waiting for its turn.</param>
    /// <exception cref="EmbeddedPartException">The child is gone, or the server did not start.</exception>
    public Task StartServerAsync(CancellationToken cancellationToken = default) => _child.AskAsync(PostgresChild.StartServer, cancellationToken);

    /// <summary>Stops the server, deletes its folder and waits until both are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        // A child that was killed has left its server behind.
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
        // Neither is to be had on a loopback server; asking costs round trips, and GSS a library that may be missing.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        // The pool that belongs to the first connection would outlive the server.
        Pooling = database == Database,
    };
}
