using System.Runtime.InteropServices;

namespace Pipeline.Embedded.Children;

/// <summary>
/// The child's end of the line to its parent: commands come in on stdin, one a line, and each is answered by one line on stdout.
/// The end of stdin is the news that the parent is gone, in whatever way: the kernel closes the pipe even after kill -9, which
/// no signal, heartbeat or parent id would tell as surely.
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
    /// Opens the line. From here on Ctrl+C and the closing of the terminal are the parent's affair: it drains first, then ends
    /// this process. SIGTERM can only be meant for this process alone and stops it cleanly.
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

    public void Ready(string what) => Answer(ReadyPrefix + what);

    public void Failed(string sentence) => Answer(FailedPrefix + sentence.ReplaceLineEndings(" "));

    public void Answer(string line)
    {
        try
        {
            _answers.WriteLine(line);
        }
        catch (IOException)
        {
            // Nobody reads any more; the end of stdin says so next.
        }
    }

    /// <summary>The parent's next command, or null when this process is to end.</summary>
    public async Task<string?> NextCommandAsync()
    {
        try
        {
            // The read itself cannot be cancelled; it is left behind on a thread that does not keep the process alive.
            var line = await _commands.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(_terminated.Token);
            return line is StopCommand ? null : line;
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    public void Dispose() => _signals.ForEach(static signal => signal.Dispose());

    private void On(PosixSignal signal, Action action) => _signals.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    }));
}
