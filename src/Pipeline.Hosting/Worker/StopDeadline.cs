namespace Pipeline.Hosting.Worker;

/// <summary>
/// Ends the process when an orderly stop takes longer than its deadline. The stop itself has time limits, but a client library that
/// does not return has none.
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
        // These handlers do not cancel the signals' default action: the program's own handlers do.
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
