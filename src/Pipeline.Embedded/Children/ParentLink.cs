namespace Pipeline.Embedded.Children;

/// <summary>
/// The child process's side: it reads commands from stdin, one per line, and answers each with one line on stdout. End of file on
/// stdin means that the parent has exited: the kernel closes the pipe even after kill -9. Rejected: signals, heartbeats and polling
/// the parent's id, which are less reliable.
/// </summary>
internal sealed class ParentLink : IDisposable
{
    public const string ReadyPrefix = "ready ";
    public const string FailedPrefix = "failed ";
    public const string Done = "done";
    public const string StopCommand = "stop";

    private readonly StreamReader _commands = new(Console.OpenStandardInput());
    private readonly StreamWriter _answers = new(Console.OpenStandardOutput()) { AutoFlush = true };
    private readonly CancellationTokenSource _terminated = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    private ParentLink()
    {
    }

    /// <summary>
    /// Opens the link. After this call, this process ignores Ctrl+C and a closed terminal: the parent handles them, finishes its work and
    /// then stops this process. SIGTERM is sent to this process alone and stops it cleanly.
    /// </summary>
    public static ParentLink Open()
    {
        ProcessSession.Leave();
        var link = new ParentLink();
        link.On(PosixSignal.SIGINT, static () => { });
        link.On(PosixSignal.SIGHUP, static () => { });
        link.On(PosixSignal.SIGQUIT, static () => { });
        link.On(PosixSignal.SIGTERM, link._terminated.Cancel);
        return link;
    }

    /// <summary>Reports that the server is ready, then executes the parent's commands until this process must stop.</summary>
    /// <param name="what">What the parent needs to know about the server.</param>
    /// <param name="execute">
    /// Executes a command. <see cref="EmbeddedPartException"/> and <see cref="FormatException"/> are reported to the parent.
    /// </param>
    public async Task ServeAsync(string what, Func<string, Task> execute)
    {
        Answer(ReadyPrefix + what);
        while (await NextCommandAsync() is { } command)
        {
            try
            {
                await execute(command);
                Answer(Done);
            }
            catch (Exception fault) when (fault is EmbeddedPartException or FormatException)
            {
                Failed(fault.Message);
            }
        }
    }

    public void Failed(string sentence) => Answer(FailedPrefix + sentence.ReplaceLineEndings(" "));

    public void Dispose() => _signals.ForEach(static signal => signal.Dispose());

    private void Answer(string line)
    {
        try
        {
            _answers.WriteLine(line);
        }
        catch (IOException)
        {
            // The parent has exited; the next read returns end of file.
        }
    }

    /// <summary>The parent's next command, or null when this process must stop.</summary>
    private async Task<string?> NextCommandAsync()
    {
        try
        {
            // The read cannot be cancelled. Its thread is a background thread, so it does not keep the process alive.
            var line = await _commands.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(_terminated.Token);
            return line is StopCommand ? null : line;
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private void On(PosixSignal signal, Action action) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    }));
}
