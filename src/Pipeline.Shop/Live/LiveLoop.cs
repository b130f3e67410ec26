namespace Pipeline.Shop.Live;

/// <summary>Shared by the loops of live traffic: the clock, and waits and writes that handle cancellation.</summary>
internal static class LiveLoop
{
    /// <summary>Maximum number of rows per transaction at a fixed rate.</summary>
    public const int MaxBatchRows = 500;

    /// <summary>How long a loop with a fixed rate waits if nothing is due.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>Timeout of a started write after cancellation.</summary>
    private static readonly TimeSpan ShutdownGracePeriod = TimeSpan.FromSeconds(10);

    public static TimeProvider Time => TimeProvider.System;

    /// <summary>Local time for the printed lines.</summary>
    public static string Now => Time.GetLocalNow().ToString("HH:mm:ss");

    /// <summary>Waits. Does not throw on cancellation.</summary>
    /// <returns>False if cancelled.</returns>
    public static async Task<bool> SleepAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    /// <summary>
    /// Completes a started write, because the outcome of a cancelled write is unknown. After a cancellation the write has
    /// <see cref="ShutdownGracePeriod"/>.
    /// </summary>
    public static async Task FinishAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource();
        await using var grace = cancellationToken.Register(() => deadline.CancelAfter(ShutdownGracePeriod));
        await write(deadline.Token);
    }
}
