namespace Pipeline.Cli.Chaos;

/// <summary>
/// Monitors the system with a container that prints the status every second, and with the engine's list of containers. The container
/// has the credentials, so this process needs none. The container is started again if a fault stops it.
/// </summary>
internal sealed class SystemMonitor(ComposeProject project) : IAsyncDisposable
{
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly string _container = $"pipeline-chaos-watch-{Environment.ProcessId}";
    private Task _monitoring = Task.CompletedTask;
    private Process? _status;
    private HealthSample _last = new("no status yet", 0, 0, 0, 0, []);
    private long _lastLine = Stopwatch.GetTimestamp();
    private long _peak;

    public void Start() => _monitoring = Task.WhenAll(ReadStatusAsync(), ReadStatesAsync());

    /// <summary>The last sample. Its problem is "no answer" if the status has stopped.</summary>
    public HealthSample Now
    {
        get
        {
            lock (_lock)
            {
                return _last.Problem is null && Stopwatch.GetElapsedTime(_lastLine) > StatusTimeout
                    ? _last with { Problem = "no answer" }
                    : _last;
            }
        }
    }

    /// <summary>The maximum backlog since the last call.</summary>
    public long TakePeak()
    {
        lock (_lock)
        {
            var peak = _peak;
            _peak = _last.Backlog;
            return peak;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _monitoring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveContainerAsync();
        _status?.Dispose();
        _stop.Dispose();
    }

    private async Task ReadStatusAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await RemoveContainerAsync();
            _status?.Dispose();
            _status = project.Start("run", "--rm", "--no-deps", "-T", "--name", _container, "dev", "status", "--watch", "--json");
            // Read and discard standard error: a full pipe would block the process.
            _ = _status.StandardError.ReadToEndAsync(_stop.Token);
            while (await _status.StandardOutput.ReadLineAsync(_stop.Token) is { } line)
                Take(line);
            await Task.Delay(PollInterval, _stop.Token);
        }
    }

    private async Task ReadStatesAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var unwell = (await project.StatesAsync(_stop.Token)).Where(s => !s.IsWell).ToList();
                lock (_lock)
                    _last = _last with { Unwell = unwell };
            }
            catch (ComposeException)
            {
                // The engine is busy: keep the last states.
            }

            await Task.Delay(PollInterval, _stop.Token);
        }
    }

    /// <summary>Removes the container and stops its client. Stopping only the client would leave the container running.</summary>
    private async Task RemoveContainerAsync()
    {
        try
        {
            await ComposeProject.DockerAsync(CancellationToken.None, "rm", "--force", _container);
        }
        catch (ComposeException)
        {
            // The container does not exist.
        }

        if (_status is { HasExited: false } client)
            client.Kill(entireProcessTree: true);
    }

    private void Take(string line)
    {
        if (!line.StartsWith('{'))
            return;
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        lock (_lock)
        {
            _lastLine = Stopwatch.GetTimestamp();
            if (root.TryGetProperty("problem", out var problem))
            {
                _last = _last with { Problem = problem.GetString() };
                return;
            }

            var partitions = root.GetProperty("partitions").EnumerateArray().ToList();
            _last = new(
                null, partitions.Sum(p => p.GetProperty("lag").GetInt64()), root.GetProperty("outboxWaiting").GetInt64(),
                root.GetProperty("outboxOldestSeconds").GetDouble(),
                partitions.Sum(p => p.GetProperty("deadLettered").GetInt64()), _last.Unwell);
            _peak = Math.Max(_peak, _last.Backlog);
        }
    }
}
