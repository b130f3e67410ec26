using System.Diagnostics;
using System.Globalization;

namespace Pipeline.EndToEndTests;

/// <summary>A child process with its output, line by line as it comes.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>What a process needs of the machine.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "DOTNET_ROOT", "SystemRoot"];

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<string> _errors = [];
    private readonly SemaphoreSlim _news = new(0);
    private readonly Task _reading;

    private RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _lines), ReadAsync(_process.StandardError, _lines, _errors));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The lines said so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Everything said so far, for messages of failed assertions.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>What was said so far on standard error, where the log is.</summary>
    public string Errors
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _errors);
        }
    }

    /// <summary>Starts a program in a folder, with settings added to the environment (null removes one).</summary>
    public static RunningProgram Start(string folder, string program, IEnumerable<string> arguments, params (string Name, string? Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new(start);
    }

    /// <summary>
    /// Starts one of the built programs with the given environment alone: what the machine's own says about servers would be
    /// settings that the test knows nothing of.
    /// </summary>
    public static RunningProgram StartBuilt(string name, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]);
        foreach (var variable in start.Environment.Keys.Except(Inherited, StringComparer.Ordinal).ToList())
            start.Environment.Remove(variable);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return new(start);
    }

    /// <summary>Waits for a line that fits.</summary>
    public async Task<string> LineAsync(Predicate<string> fits, TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        for (var next = 0; ;)
        {
            lock (_lines)
            {
                for (; next < _lines.Count; next++)
                {
                    if (fits(_lines[next]))
                        return _lines[next];
                }
            }

            try
            {
                await _news.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"No such line within {deadline.TotalSeconds:0} s. Said so far:\n{Output}", e);
            }
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code and the last line on standard output or error.</returns>
    public async Task<(int ExitCode, string LastLine)> EndAsync(TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Did not end within {deadline.TotalSeconds:0} s. Said so far:\n{Output}", e);
        }

        await _reading;
        lock (_lines)
            return (_process.ExitCode, _lines.Count == 0 ? "" : _lines[^1]);
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _news.Dispose();
    }

    private async Task ReadAsync(StreamReader output, params List<string>[] kept)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                foreach (var lines in kept)
                    lines.Add(line);
            }

            _news.Release();
        }
    }
}
