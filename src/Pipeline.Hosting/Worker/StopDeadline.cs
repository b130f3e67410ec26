namespace Pipeline.Hosting.Worker;

/// <summary>
/// Ends the process when an orderly stop takes too long. The steps of a stop have time limits, but a call of a client library can block
/// without one.
/// </summary>
internal sealed class StopDeadline : IDisposable
{
    /// <summary>Longer than the shutdown of the hosted services, shorter than Compose's stop_grace_period.</summary>
    public static readonly TimeSpan Default = WorkerProgram.ShutdownTimeout + TimeSpan.FromSeconds(10);

    private readonly PosixSignalRegistration[] _signals;
    private readonly ITimer _timer;
    private int _asked;

    /// <param name="time">Clock.</param>
    /// <param name="end">Called once if the process still runs <see cref="Default"/> after the first signal.</param>
    public StopDeadline(TimeProvider time, Action end)
    {
        _timer = time.CreateTimer(_ => end(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // Does not set context.Cancel: the program's own handlers cancel the default action of the signals.
        _signals = Array.ConvertAll(
            new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }, signal => PosixSignalRegistration.Create(signal, _ => StopRequested()));
    }

    /// <summary>Begins the deadline. Further requests do not extend it.</summary>
    public void StopRequested()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            _timer.Change(Default, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Array.ForEach(_signals, static s => s.Dispose());
    }
}
