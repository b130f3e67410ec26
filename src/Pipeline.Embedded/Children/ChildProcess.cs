using System.Diagnostics;

namespace Pipeline.Embedded.Children;

/// <summary>The parent's end of the line to a child: starts it, waits until it is ready, asks it, and ends it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int StderrLinesKept = 10;

    /// <summary>More than the longest orderly stop: fast, then immediate, five seconds each, and the deletion of the files.</summary>
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(20);

    private readonly string _name;
    private readonly Process _process;
    private readonly Queue<string> _stderr = new();
    private readonly SemaphoreSlim _oneQuestion = new(1, 1);
    private readonly Task _stderrRead;
    private int _disposed;

    private ChildProcess(string name, Process process)
    {
        _name = name;
        _process = process;
        ProcessId = process.Id;
        _stderrRead = ReadStderrAsync();
        Exited = WaitForExitAsync();
    }

    public int ProcessId { get; }

    /// <summary>Completes with the exit code when the child is gone; never fails.</summary>
    public Task<int> Exited { get; }

    /// <summary>What the child told when it was ready.</summary>
    public string ReadyLine { get; private set; } = "";

    /// <exception cref="EmbeddedPartException">The child could not be started or says that it cannot run.</exception>
    public static async Task<ChildProcess> StartAsync(string name, EmbeddedProcess program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // All three streams are ours: a child that shared the terminal would make .NET change the terminal's settings.
        var start = new ProcessStartInfo(program.FileName, [.. program.LeadingArguments, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or IOException)
        {
            throw new EmbeddedPartException($"{name} could not be started: {fault.Message}.", fault);
        }

        var child = new ChildProcess(name, process);
        try
        {
            child.ReadyLine = child.Expect(ParentLink.ReadyPrefix, await child.ReadAsync(cancellationToken));
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command and waits until the child has obeyed. Questions are asked one after the other.</summary>
    /// <exception cref="EmbeddedPartException">The child is gone, or could not do it.</exception>
    public async Task AskAsync(string command, CancellationToken cancellationToken)
    {
        await _oneQuestion.WaitAsync(cancellationToken);
        try
        {
            // Not cancellable from here on: an answer left unread would be taken for the answer to the next command.
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync(CancellationToken.None);
            Expect(ParentLink.Done, await ReadAsync(CancellationToken.None));
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException)
        {
            throw new EmbeddedPartException($"{_name} is gone.", fault);
        }
        finally
        {
            _oneQuestion.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;

        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Gone before us.
        }

        try
        {
            await Exited.WaitAsync(StopDeadline);
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await Exited;
        }

        _process.Dispose();
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        if (line is null)
            await Task.WhenAll(Exited, _stderrRead).WaitAsync(StopDeadline, cancellationToken);
        return line;
    }

    private string Expect(string prefix, string? answer)
    {
        if (answer is null)
            throw new EmbeddedPartException($"{_name} ended with exit code {Exited.Result}. {LastWords()}".TrimEnd());
        if (answer.StartsWith(ParentLink.FailedPrefix, StringComparison.Ordinal))
            throw new EmbeddedPartException(answer[ParentLink.FailedPrefix.Length..]);
        if (!answer.StartsWith(prefix, StringComparison.Ordinal))
            throw new EmbeddedPartException($"{_name} gave an answer that was not expected: {answer}");
        return answer[prefix.Length..];
    }

    private string LastWords()
    {
        lock (_stderr)
            return string.Join(" | ", _stderr);
    }

    private async Task ReadStderrAsync()
    {
        // Always read, so that a full pipe never holds the child up; only the last lines are of use to anybody.
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_stderr)
            {
                if (_stderr.Count == StderrLinesKept)
                    _stderr.Dequeue();
                _stderr.Enqueue(line);
            }
        }
    }

    private async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
