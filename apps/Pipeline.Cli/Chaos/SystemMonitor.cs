using System.Diagnostics;
using System.Text.Json;

namespace Pipeline.Cli.Chaos;

/// <summary>
/// Watches the system from outside: one container that prints the status every second, and the engine's list of containers. It
/// needs no credentials here. Begins anew when a fault takes the watcher with it.
/// </summary>
internal sealed class SystemMonitor(ComposeProject project) : IAsyncDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly string _watcher = $"pipeline-chaos-watch-{Environment.ProcessId}";
    private Task _watching = Task.CompletedTask;
    private Process? _status;
    private HealthSample _last = new("no status yet", 0, 0, 0, 0, []);
    private long _lastLine = Stopwatch.GetTimestamp();
    private long _peak;

    public void Start() => _watching = Task.WhenAll(ReadStatusAsync(), ReadStatesAsync());

    /// <summary>The system now.</summary>
    public HealthSample Now
    {
        get
        {
            lock (_lock)
                return _last.Problem is null && Stopwatch.GetElapsedTime(_lastLine) > Silence ? _last with { Problem = "no answer" } : _last;
        }
    }

    /// <summary>The largest backlog since this was last asked.</summary>
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
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveWatcherAsync();
        _status?.Dispose();
        _stop.Dispose();
    }

    private async Task ReadStatusAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await RemoveWatcherAsync();
            _status?.Dispose();
            _status = project.Start("run", "--rm", "--no-deps", "-T", "--name", _watcher, "dev", "status", "--watch", "--json");
            // Nobody reads what it complains about; a pipe that is full would stop it.
            _ = _status.StandardError.ReadToEndAsync(_stop.Token);
            while (await _status.StandardOutput.ReadLineAsync(_stop.Token) is { } line)
                Take(line);
            await Task.Delay(Poll, _stop.Token);
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
                // The engine is busy; what it said last stands.
            }

            await Task.Delay(Poll, _stop.Token);
        }
    }

    /// <summary>The container, not only the client that has started it: that one's end does not end the container.</summary>
    private async Task RemoveWatcherAsync()
    {
        try
        {
            await ComposeProject.DockerAsync(CancellationToken.None, "rm", "--force", _watcher);
        }
        catch (ComposeException)
        {
            // It is gone already.
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
                root.GetProperty("outboxOldestSeconds").GetDouble(), partitions.Sum(p => p.GetProperty("deadLettered").GetInt64()), _last.Unwell);
            _peak = Math.Max(_peak, _last.Backlog);
        }
    }
}
