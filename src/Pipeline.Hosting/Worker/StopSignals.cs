namespace Pipeline.Hosting.Worker;

/// <summary>
/// Sends SIGTERM to this process when its terminal is closed (SIGHUP) or when the make that started it has ended. The program then stops
/// in order. Otherwise it would outlive a killed make, and a closed terminal would kill it during its work.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    private const int SigTerm = 15;

    /// <summary>Only Linux can notify a process of its parent's exit, so the parent's id is polled.</summary>
    private static readonly TimeSpan ParentPollPeriod = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration? _hangup;
    private readonly Timer? _parentPoll;
    private int _sent;

    private StopSignals()
    {
        if (OperatingSystem.IsWindows())
            return;
        // The runtime leaves SIGHUP ignored if it was ignored at start, so nohup keeps its effect.
        _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Terminate();
        });
        // make sets MAKELEVEL for the programs that it runs. Without make, a program may outlive the shell that started it.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("MAKELEVEL")))
            return;
        var parent = ParentId();
        _parentPoll = new Timer(_ => TerminateWithout(parent), null, ParentPollPeriod, ParentPollPeriod);
    }

    public static StopSignals Begin()
    {
        // After the terminal is closed, each write to it fails.
        if (!Console.IsOutputRedirected)
            Console.SetOut(new ClosableTerminal(Console.Out));
        if (!Console.IsErrorRedirected)
            Console.SetError(new ClosableTerminal(Console.Error));
        return new();
    }

    public void Dispose()
    {
        _hangup?.Dispose();
        _parentPoll?.Dispose();
    }

    private void TerminateWithout(int parent)
    {
        if (ParentId() != parent)
            Terminate();
    }

    private void Terminate()
    {
        if (Interlocked.Exchange(ref _sent, 1) == 0)
            _ = Kill(Environment.ProcessId, SigTerm);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    /// <summary>Drops what the terminal no longer shows.</summary>
    private sealed class ClosableTerminal(TextWriter terminal) : TextWriter
    {
        public override Encoding Encoding => terminal.Encoding;

        public override void Write(char value) => Try(value, static (terminal, c) => terminal.Write(c));

        public override void Write(string? value) => Try(value, static (terminal, text) => terminal.Write(text));

        public override void WriteLine(string? value) => Try(value, static (terminal, text) => terminal.WriteLine(text));

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Flush() => Try(0, static (terminal, _) => terminal.Flush());

        private void Try<T>(T value, Action<TextWriter, T> write)
        {
            try
            {
                write(terminal, value);
            }
            catch (IOException)
            {
                // The terminal is closed.
            }
        }
    }
}
