namespace Pipeline.Cli.Chaos;

/// <summary>A command of Docker or Compose failed.</summary>
internal sealed class ComposeException(string message) : Exception(message);

/// <summary>State of a container.</summary>
/// <param name="Service">Name of its Compose service.</param>
/// <param name="Id">Container id.</param>
/// <param name="State">running, paused, exited …</param>
/// <param name="Health">healthy, unhealthy, starting, or empty without a health check.</param>
internal sealed record ServiceState(string Service, string Id, string State, string Health)
{
    public bool IsWell => State == "running" && Health is "healthy" or "";

    /// <inheritdoc/>
    public override string ToString() => State == "running" ? $"{Service} {Health}" : $"{Service} {State}";
}

/// <summary>The running Compose system. Its script dc.sh knows the Compose file, project and credentials.</summary>
internal sealed class ComposeProject(string script)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Starts <c>dc.sh</c> with these arguments, without waiting for it.</summary>
    public Process Start(params string[] arguments) => Start(script, arguments);

    /// <summary>Runs <c>dc.sh</c> and returns its output.</summary>
    /// <exception cref="ComposeException">The command failed, or took longer than two minutes.</exception>
    public Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync(script, arguments, cancellationToken);

    /// <summary>Runs <c>docker</c> and returns its output.</summary>
    /// <inheritdoc cref="RunAsync(CancellationToken, string[])"/>
    public static Task<string> DockerAsync(CancellationToken cancellationToken, params string[] arguments) =>
        RunAsync("docker", arguments, cancellationToken);

    /// <summary>Runs a statement in the database container, as the owner of the database.</summary>
    public Task<string> SqlAsync(string sql, CancellationToken cancellationToken) => RunAsync(
        cancellationToken, "exec", "-T", "postgres", "sh", "-c",
        "psql -X -At -v ON_ERROR_STOP=1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c \"$0\"", sql);

    /// <summary>All containers, including stopped ones, without dev and initial-seeder.</summary>
    public async Task<IReadOnlyList<ServiceState>> StatesAsync(CancellationToken cancellationToken)
    {
        var output = await RunAsync(cancellationToken, "ps", "--all", "--format", "json");
        return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(Read)
            .Where(s => s.Service is not ("dev" or "initial-seeder"))];
    }

    private static ServiceState Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        string Text(string name) => json.RootElement.GetProperty(name).GetString() ?? "";
        return new(Text("Service"), Text("ID"), Text("State"), Text("Health"));
    }

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(WaitTimeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ComposeException($"{string.Join(' ', arguments)}: did not end within {WaitTimeout.TotalSeconds:0} s");
        }

        return process.ExitCode == 0
            ? await output
            : throw new ComposeException($"{string.Join(' ', arguments)}: {(await errors).Trim().Split('\n')[^1]}");
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception e)
        {
            throw new ComposeException($"{program} does not start: {e.Message}");
        }
    }
}
