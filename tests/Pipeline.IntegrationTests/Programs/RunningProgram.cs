using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pipeline.IntegrationTests.Embedded;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>One of the built programs as a process, with only the environment that a test gives it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>What a process needs of the machine; everything else would be settings that the test knows nothing of.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TEMP", "DOTNET_ROOT", "SystemRoot"];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyCollection<string> Output => _output;

    public IReadOnlyCollection<string> Error => _error;

    /// <summary>Everything it has said, for assertions about what must not be in it.</summary>
    public string All => string.Join('\n', _output.Concat(_error));

    public static RunningProgram Start(string name, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var inherited = Inherited.Select(n => (n, Environment.GetEnvironmentVariable(n))).ToList();
        start.Environment.Clear();
        foreach (var (variable, value) in inherited.Where(i => i.Item2 is not null).Concat(environment.Select(e => (e.Key, (string?)e.Value))))
            start.Environment[variable] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, RunningProgram Program)> RunAsync(
        string name, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        await using var program = Start(name, environment, arguments);
        return (await program.ExitAsync(), program);
    }

    public async Task<int> ExitAsync()
    {
        try
        {
            await _process.WaitForExitAsync(Token).WaitAsync(Eventually.Deadline, Token);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The program has not ended within {Eventually.Deadline.TotalSeconds} s. It said:\n{All}");
        }

        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as a container engine does.</summary>
    public void Terminate() => ChildProgram.Signal(_process.Id, "TERM");

    public Task SaysAsync(string text) => Eventually.HoldsAsync(
        $"'{text}' in the output of a program", () => _process.HasExited
            ? All.Contains(text, StringComparison.Ordinal) ? true : throw new InvalidOperationException($"It ended with {_process.ExitCode}:\n{All}")
            : All.Contains(text, StringComparison.Ordinal));

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
