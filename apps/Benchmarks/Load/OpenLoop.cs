using System.Diagnostics;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;

namespace Benchmarks.Load;

/// <summary>
/// Writes at a rate, whatever the writing takes: every write has an intended start, and its latency counts from there, so that
/// a stall is in the figures of all that it kept waiting (no coordinated omission).
/// </summary>
/// <param name="perSecond">Rows a second.</param>
/// <param name="step">How often rows fall due: at 2,000 a second and 5 ms ten at a time.</param>
/// <param name="write">Writes so many rows, whose intended start was the timestamp (of <see cref="Stopwatch"/>).</param>
internal sealed class OpenLoop(double perSecond, TimeSpan step, Func<int, long, Task> write)
{
    /// <summary>Writes at once. Enough that a stall of the database meets several, few enough for its connections.</summary>
    public const int Writers = 8;

    /// <summary>As people place orders.</summary>
    public static readonly TimeSpan OrderStep = TimeSpan.FromMilliseconds(5);

    private long _written;
    private long _refused;

    /// <summary>Rows written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Rows whose write the database refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Rows that fell due.</summary>
    public long Due { get; private set; }

    /// <summary>Runs for the time, then waits for the writes that have begun.</summary>
    public async Task RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        using var free = new SemaphoreSlim(Writers);
        var writing = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        var steps = (long)(duration / step);
        try
        {
            await BeginAllAsync(began, steps, free, writing, cancellationToken);
        }
        finally
        {
            // Also when it was cancelled: what has begun still uses the semaphore and the shop.
            await Task.WhenAll(writing);
        }
    }

    private async Task BeginAllAsync(long began, long steps, SemaphoreSlim free, List<Task> writing, CancellationToken cancellationToken)
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
        // Up to whole milliseconds: a write that began before it was due would have its latency understated.
        if (wait > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), cancellationToken);
    }
}
