namespace Pipeline.Logs.Measuring;

/// <summary>The simulator as a child process. Disposing ends the process.</summary>
internal sealed partial class SimulatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private SimulatorProcess(Process process) => _process = process;

    /// <summary>Address of the service.</summary>
    public Uri Address { get; private set; } = new("http://localhost/");

    /// <summary>Resident memory in bytes, and the processor time of all threads; zeros after its end.</summary>
    public (long Memory, TimeSpan Processor) Usage
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? default : (_process.WorkingSet64, _process.TotalProcessorTime);
        }
    }

    /// <summary>Starts <c>generate</c> to /dev/null.</summary>
    /// <param name="count">Number of entries.</param>
    /// <param name="maxHeap">Limit of .NET's heap, bytes.</param>
    public static SimulatorProcess Generate(long count, long maxHeap) => Start(
        ["generate", "--count", count.ToString(CultureInfo.InvariantCulture), "--seed", "1", "--output", "/dev/null"],
        ("DOTNET_GCHeapHardLimit", maxHeap.ToString("x", CultureInfo.InvariantCulture)));

    /// <summary>Starts the service on a free port.</summary>
    public static async Task<SimulatorProcess> ServeAsync(CancellationToken stop)
    {
        var simulator = Start(["--port", "0", "--seed", "1"], ("LOG_FORMAT", "text"));
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(StartTimeout);
        await foreach (var line in simulator.LinesAsync(timeout.Token))
        {
            if (ListeningAt().Match(line) is { Success: true } match)
            {
                simulator.Address = new(match.Value + "/");
                return simulator;
            }
        }

        await simulator.DisposeAsync();
        throw new StartupRefusedException("The log simulator ended before it listened.", isTransient: false);
    }

    /// <summary>The lines of standard error, up to the end of the process.</summary>
    public async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (await _process.StandardError.ReadLineAsync(stop) is { } line)
            yield return line;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static SimulatorProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        var program = Environment.GetCommandLineArgs()[0];
        string[] runtime = program.EndsWith(".dll", StringComparison.Ordinal) ? [program] : [];
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. runtime, .. arguments])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        // With MAKELEVEL the child would end itself when its parent ends. Disposing ends it instead.
        start.Environment.Remove("MAKELEVEL");
        return new(Process.Start(start)!);
    }

    [GeneratedRegex("http://localhost:[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningAt();
}
