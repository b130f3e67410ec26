namespace Pipeline.Embedded.Postgres;

/// <summary>One server and its folder. PostgreSQL's own programs create, start and stop the server.</summary>
internal sealed class ThrowawayServer(string programFolder, string folder, ServerAccount account)
{
    public const string User = "postgres";

    private const int PortAttempts = 5;

    /// <summary>
    /// The data is deleted after the run, so fsync is off. synchronous_commit stays on: a commit reaches the operating system before
    /// it is acknowledged, so a killed server loses no acknowledged commit. 100 connections are enough for nine consumers, the relay
    /// and the tools.
    /// </summary>
    private const string Settings = """

        fsync = off
        full_page_writes = off
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        max_connections = 100
        shared_buffers = 128MB
        """;

    private readonly string _data = Path.Combine(folder, "data");
    private readonly string _log = Path.Combine(folder, "server.log");

    /// <summary>The port on 127.0.0.1; zero before the first start.</summary>
    public int Port { get; private set; }

    /// <summary>Creates the data folder with initdb.</summary>
    /// <returns>The new password of <see cref="User"/>.</returns>
    public async Task<string> InitializeAsync()
    {
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var passwordFile = Path.Combine(folder, "password");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(passwordFile, options))
            await writer.WriteAsync(password);
        await account.GiveOwnershipAsync(passwordFile);

        var run = await account.RunAsync(
            folder, PostgresPrograms.PathOf(programFolder, "initdb"), "-D", _data, "-U", User, "--auth=scram-sha-256",
            $"--pwfile={passwordFile}", "--no-locale", "-E", "UTF8", "--no-sync");
        File.Delete(passwordFile);
        if (!run.Succeeded)
            throw new EmbeddedPartException($"initdb failed: {run.Output.Trim()}");
        await File.AppendAllTextAsync(Path.Combine(_data, "postgresql.conf"), Settings);
        return password;
    }

    /// <summary>Starts the server and waits until it accepts connections. Only the first start picks the port.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Port == 0 ? FreePort() : Port;
            // pg_ctl starts the server in its own session, so Ctrl+C does not reach it, and returns when it is ready.
            var run = await ControlAsync("start", "-w", "-t", "30", "-l", _log, "-o", $"-p {port}");
            if (run.Succeeded)
            {
                Port = port;
                return;
            }

            var log = File.Exists(_log) ? await File.ReadAllTextAsync(_log) : "";
            var portWasTaken = log.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal);
            if (!portWasTaken || Port != 0 || attempt == PortAttempts)
                throw new EmbeddedPartException($"PostgreSQL did not start: {run.Output.Trim()} {log.Trim()}");
            File.Delete(_log);
        }
    }

    /// <summary>Stops the server like a crash: connections break and no checkpoint is written.</summary>
    public Task CrashAsync() => StopAsync("immediate");

    /// <summary>Stops the server if it runs (fast, then immediate, then kill) and deletes its folder.</summary>
    public async Task RemoveAsync()
    {
        await StopAsync("fast");
        await StopAsync("immediate");
        if (await Postmaster.LivingPidAsync(_data) is { } pid)
            Process.GetProcessById(pid).Kill();
        await DeleteFolderAsync();
    }

    private async Task StopAsync(string mode)
    {
        if (await Postmaster.LivingPidAsync(_data) is not null)
            await ControlAsync("stop", "-w", "-t", "5", "-m", mode);
    }

    private Task<ProgramRun> ControlAsync(params string[] arguments) =>
        account.RunAsync(folder, [PostgresPrograms.PathOf(programFolder, "pg_ctl"), "-D", _data, .. arguments]);

    /// <summary>A currently free port. Another program can take it before the server binds it.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task DeleteFolderAsync()
    {
        // Backends of a killed server exit with a delay and can create files while the folder is deleted.
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }
}
