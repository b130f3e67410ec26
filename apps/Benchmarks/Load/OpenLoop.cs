namespace Benchmarks.Load;

/// <summary>
/// Writes at a fixed rate, independent of how long writes take. The latency of a write starts at its intended start, so that it includes
/// the wait behind a stall (no coordinated omission).
/// </summary>
/// <param name="perSecond">Rows per second.</param>
/// <param name="step">Interval between writes: at 2,000 rows per second and 5 ms, a write has ten rows.</param>
/// <param name="write">Writes a number of rows; the second argument is the intended start, a timestamp of <see cref="Stopwatch"/>.</param>
internal sealed class OpenLoop(double perSecond, TimeSpan step, Func<int, long, Task> write)
{
    /// <summary>Concurrent writes: enough that a stall delays several, few enough for the database's connections.</summary>
    public const int Writers = 8;

    /// <summary>Interval between writes of orders and users.</summary>
    public static readonly TimeSpan OrderStep = TimeSpan.FromMilliseconds(5);

    private long _written;
    private long _refused;

    /// <summary>Rows written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Rows whose write the database refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Rows that were due.</summary>
    public long Due { get; private set; }

    /// <summary>Runs for the duration, then waits for the writes that have started.</summary>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using var free = new SemaphoreSlim(Writers);
        var writing = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        var steps = (long)(duration / step);
        try
        {
            await StartAllAsync(began, steps, free, writing, cancellationToken);
        }
        finally
        {
            // Also after cancellation: running writes still use the semaphore and the database.
            await Task.WhenAll(writing);
        }
    }

    private async Task StartAllAsync(long began, long steps, SemaphoreSlim free, List<Task> writing, CancellationToken cancellationToken)
    {
        for (long n = 0; n < steps; n++)
        {
            var intended = began + (long)(n * step.TotalSeconds * Stopwatch.Frequency);
            var rows = (int)((long)(perSecond * step.TotalSeconds * (n + 1)) - Due);
            Due += rows;
            await UntilAsync(intended, cancellationToken);
            if (rows == 0)
                continue;
            await free.WaitAsync(cancellationToken);
            writing.Add(WriteAsync(rows, intended, free));
            if (writing.Count > 64)
                writing.RemoveAll(w => w.IsCompletedSuccessfully);
        }
    }

    private async Task WriteAsync(int rows, long intended, SemaphoreSlim free)
    {
        try
        {
            await Task.Yield();
            await write(rows, intended);
            Interlocked.Add(ref _written, rows);
        }
        catch (Exception e) when (PostgresFaults.Of(e) is not null)
        {
            Interlocked.Add(ref _refused, rows);
        }
        finally
        {
            free.Release();
        }
    }

    private static async Task UntilAsync(long timestamp, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds((timestamp - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
        // Rounded up: a write that starts before it is due would have a latency that is too small.
        if (wait > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), cancellationToken);
    }
}
