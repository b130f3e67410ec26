using System.Globalization;
using Pipeline.Postgres;

namespace Pipeline.IntegrationTests.Sessions;

/// <summary>A PgBouncer in front of a test's database. Skips the test where it is not installed.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"];

    private readonly ScratchFolder _folder;
    private readonly RunningProgram _program;

    private PgBouncer(ScratchFolder folder, RunningProgram program, PostgresOptions options) =>
        (_folder, _program, Options) = (folder, program, options);

    /// <summary>The database, reached through it.</summary>
    public PostgresOptions Options { get; }

    public static async Task<PgBouncer> StartAsync(TestDatabase database, string poolMode)
    {
        var program = Places.FirstOrDefault(File.Exists);
        if (program is null)
            Prerequisite.Missing("Needs PgBouncer (apt-get install pgbouncer).");
        var port = FreePorts.One();
        var folder = new ScratchFolder();
        var server = database.Options;
        var file = Path.Combine(folder.Path, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            file,
            string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host={server.Host} port={server.Port} user={server.User} password={server.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {poolMode}
            """), Token);
        // PgBouncer refuses to run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        var running = RunningProgram.Start(folder.Path, program!, [.. user, file]);
        await running.SaysAsync("process up");
        return new(folder, running, server with { Host = "127.0.0.1", Port = port });
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _folder.Dispose();
    }
}
