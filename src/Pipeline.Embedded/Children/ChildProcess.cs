namespace Pipeline.Embedded.Children;

/// <summary>The parent's side of a child process: starts it, waits until it is ready, sends commands and stops it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int StderrLinesKept = 10;

    /// <summary>Longer than the longest orderly stop: 5 s fast, 5 s immediate, then the deletion of the files.</summary>
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(20);

    private readonly string _name;
    private readonly Process _process;
    private readonly Queue<string> _stderr = new();
    private readonly SemaphoreSlim _oneCommand = new(1, 1);
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

    /// <summary>Completes with the exit code when the child process exits. Never faults.</summary>
    public Task<int> Exited { get; }

    /// <summary>The text after the prefix of the child process's ready line.</summary>
    public string ReadyLine { get; private set; } = "";

    /// <exception cref="EmbeddedPartException">The child process could not be started, exited early or reported a failure.</exception>
    public static async Task<ChildProcess> StartAsync(
        string name, EmbeddedProcess program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // Redirect all three streams: if a child shares the terminal, .NET changes the terminal's settings.
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

    /// <summary>Sends a command and waits until the child process has executed it. Commands run one at a time.</summary>
    /// <exception cref="EmbeddedPartException">The child process has exited, or the command failed.</exception>
    public async Task SendCommandAsync(string command, CancellationToken cancellationToken)
    {
        await _oneCommand.WaitAsync(cancellationToken);
        try
        {
            // No cancellation from here on: an unread answer would be read as the answer to the next command.
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync(CancellationToken.None);
            Expect(ParentLink.Done, await ReadAsync(CancellationToken.None));
        }
        catch (Exception fault) when (fault is IOException or InvalidOperationException)
        {
            throw new EmbeddedPartException($"{_name} has exited, so it cannot execute '{command}'.", fault);
        }
        finally
        {
            _oneCommand.Release();
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
            // The child process has already exited.
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
            throw new EmbeddedPartException($"{_name} ended with exit code {Exited.Result}. {StderrTail()}".TrimEnd());
        if (answer.StartsWith(ParentLink.FailedPrefix, StringComparison.Ordinal))
            throw new EmbeddedPartException(answer[ParentLink.FailedPrefix.Length..]);
        if (!answer.StartsWith(prefix, StringComparison.Ordinal))
            throw new EmbeddedPartException($"{_name} sent an unexpected answer (expected '{prefix}'): {answer}");
        return answer[prefix.Length..];
    }

    private string StderrTail()
    {
        lock (_stderr)
            return string.Join(" | ", _stderr);
    }

    private async Task ReadStderrAsync()
    {
        // Read all lines, because a full pipe blocks the child process. Keep the last lines for the error message.
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
