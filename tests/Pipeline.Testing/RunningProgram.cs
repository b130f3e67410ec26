using System.Diagnostics;

namespace Pipeline.Testing;

/// <summary>A child process and its output, line by line as it comes. Disposing kills it with its own children.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>What a process needs of the machine. Any other variable would be a setting that the test does not know of.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "DOTNET_ROOT", "SystemRoot"];

    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];
    private readonly Task _reading;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Processor time used so far, of all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The lines so far, of standard output and standard error.</summary>
    public IReadOnlyList<string> Lines => Copy(_lines);

    /// <summary>The lines so far on standard output, where the answers are.</summary>
    public IReadOnlyList<string> StandardOutput => Copy(_output);

    /// <summary>The lines so far on standard error, where the log of a command is.</summary>
    public IReadOnlyList<string> StandardError => Copy(_error);

    /// <summary>All lines so far as one text, for messages of failed assertions and for what must not be in it.</summary>
    public string Output => string.Join('\n', Lines);

    /// <summary>Starts a program in a folder, with settings added to the environment (null removes one).</summary>
    public static RunningProgram Start(
        string folder, string program, IEnumerable<string> arguments, params (string Name, string? Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new(start);
    }

    /// <summary>Starts one of the programs that the build copies beside the tests, with the given environment alone.</summary>
    public static RunningProgram StartBuilt(
        string name, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        // Standard input is a pipe, so that no program takes over the terminal of the test run.
        var start = new ProcessStartInfo("dotnet", [BuiltPath(name), .. arguments])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var variable in start.Environment.Keys.Except(Inherited, StringComparer.Ordinal).ToList())
            start.Environment.Remove(variable);
        // As in the tests themselves: the program ends before a profile for the JIT pays.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        return new(start);
    }

    /// <summary>Starts one of the built programs and waits for its end.</summary>
    public static async Task<(int ExitCode, RunningProgram Program)> RunBuiltAsync(
        string name, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        await using var program = StartBuilt(name, environment, arguments);
        return (await program.ExitAsync(), program);
    }

    /// <summary>The dll of a program, beside the tests.</summary>
    public static string BuiltPath(string name) => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    /// <summary>Waits until a line contains a text.</summary>
    public Task<string> SaysAsync(string text) =>
        LineAsync(line => line.Contains(text, StringComparison.Ordinal), Eventually.Deadline, $"'{text}'");

    /// <summary>Waits for a line that fits. Fails when the deadline passes, and when the program ends without such a line.</summary>
    public async Task<string> LineAsync(Predicate<string> fits, TimeSpan deadline, string what = "such a line")
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(RunningTest.Token);
        timeout.CancelAfter(deadline);
        for (var next = 0; ;)
        {
            // Read before the lines: whatever was said before the end is among them.
            var ended = _reading.IsCompleted;
            Task news;
            lock (_lock)
            {
                for (; next < _lines.Count; next++)
                {
                    if (fits(_lines[next]))
                        return _lines[next];
                }

                news = _news.Task;
            }

            if (ended)
                throw new InvalidOperationException($"Ended without {what}. Its output:\n{Output}");
            try
            {
                await Task.WhenAny(news, _reading).WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0} s: {what}. Its output so far:\n{Output}", e);
            }
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code and the last line on standard output or error.</returns>
    public async Task<(int ExitCode, string LastLine)> EndAsync(TimeSpan deadline)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(RunningTest.Token);
        timeout.CancelAfter(deadline);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            await _reading.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Did not end within {deadline.TotalSeconds:0} s. Its output so far:\n{Output}", e);
        }

        return (_process.ExitCode, Lines is [.., var last] ? last : "");
    }

    /// <summary>Waits for the end, as long as anything may take.</summary>
    public async Task<int> ExitAsync() => (await EndAsync(Eventually.Deadline)).ExitCode;

    public void Signal(string signal) => ProcessSignal.Send(signal, Id);

    /// <summary>Asks it to stop, as a container engine does.</summary>
    public void Terminate() => Signal("TERM");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private List<string> Copy(List<string> lines)
    {
        lock (_lock)
            return [.. lines];
    }

    private async Task ReadAsync(StreamReader reader, List<string> own)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource news;
            lock (_lock)
            {
                _lines.Add(line);
                own.Add(line);
                (news, _news) = (_news, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            news.SetResult();
        }
    }
}
