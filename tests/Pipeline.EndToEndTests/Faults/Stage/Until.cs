using System.Diagnostics;
using Confluent.Kafka;
using Npgsql;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>Waits for a condition with a deadline, and says what was missing when it passes. Servers may be away meanwhile: that counts as not yet.</summary>
internal static class Until
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static Task HoldsAsync(string what, TimeSpan deadline, Func<bool> condition) => HoldsAsync(what, deadline, () => Task.Run(condition));

    public static Task HoldsAsync(string what, TimeSpan deadline, Func<Task<bool>> condition) =>
        ZeroAsync(what, deadline, async () => await condition() ? 0 : 1);

    /// <summary>Asks until the answer is 0; the last other answer is in the failure.</summary>
    public static async Task ZeroAsync(string what, TimeSpan deadline, Func<Task<long>> left)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Interval);
        for (var last = ""; ;)
        {
            try
            {
                var count = await left();
                if (count == 0)
                    return;
                last = count.ToString();
            }
            catch (Exception e) when (e is NpgsqlException or KafkaException)
            {
                last = e.Message;
            }

            Assert.True(watch.Elapsed < deadline, $"Not within {deadline.TotalSeconds:0} s: {what} (last: {last}).");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
