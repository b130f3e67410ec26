namespace Pipeline.Ads.Accounting;

/// <summary>Waits for consumers as long as they progress, however long that takes.</summary>
/// <param name="behind">Number of messages that they have not applied.</param>
/// <param name="pause">Time between two questions.</param>
/// <param name="time">Clock.</param>
internal sealed class ConsumerWait(Func<CancellationToken, Task<long>> behind, TimeSpan pause, TimeProvider time)
{
    /// <summary>Longest time without progress. A rebalance and an outage of a broker are shorter.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Waits until at most so many messages are left.</summary>
    /// <exception cref="StartupRefusedException">No progress for <see cref="Limit"/>.</exception>
    public async Task UntilAsync(long left, CancellationToken stop)
    {
        var (least, since) = (long.MaxValue, time.GetTimestamp());
        while (await behind(stop) is var now && now > left)
        {
            if (now < least)
                (least, since) = (now, time.GetTimestamp());
            else if (time.GetElapsedTime(since) >= Limit)
                throw new StartupRefusedException(string.Create(CultureInfo.InvariantCulture,
                    $"The consumers have made no progress for {Limit.TotalMinutes:0} minutes: {now:N0} messages are not applied."), true);
            await Task.Delay(pause, time, stop);
        }
    }
}
