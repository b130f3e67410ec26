namespace Pipeline.Shop.Live;

/// <summary>What the loops of live traffic have in common: their clock, waits that end without an exception, writes that are finished.</summary>
internal static class LiveLoop
{
    /// <summary>Rows of one transaction at most, when there is a rate.</summary>
    public const int RowsAtOnce = 500;

    /// <summary>How long a loop with a rate waits when nothing is due.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a write that has begun may still take after the end was asked for.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static TimeProvider Time => TimeProvider.System;

    /// <summary>The time as the lines show it.</summary>
    public static string Now => Time.GetLocalNow().ToString("HH:mm:ss");

    /// <summary>Waits.</summary>
    /// <returns>False when the end was asked for.</returns>
    public static async Task<bool> SleepAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    /// <summary>A write that has begun is finished: the token would leave its outcome unknown. A database that is away gets <see cref="Grace"/>.</summary>
    public static async Task FinishAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource();
        await using var grace = cancellationToken.Register(() => deadline.CancelAfter(Grace));
        await write(deadline.Token);
    }
}
