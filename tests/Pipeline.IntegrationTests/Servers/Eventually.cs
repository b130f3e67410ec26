using System.Diagnostics;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>Waits for a condition with a deadline, and says what was missing when it passes.</summary>
internal static class Eventually
{
    /// <summary>Longer than anything takes on a busy machine; a test that fails waits it out, one that passes never does.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static Task HoldsAsync(string what, Func<bool> condition) => HoldsAsync(what, () => Task.FromResult(condition()));

    public static async Task HoldsAsync(string what, Func<Task<bool>> condition) =>
        await EqualsAsync(true, condition, what);

    /// <summary>Asks until the answer is the expected one; the last other answer is in the failure.</summary>
    public static async Task EqualsAsync<T>(T expected, Func<Task<T>> actual, string what)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Interval);
        while (await actual() is var last && !EqualityComparer<T>.Default.Equals(last, expected))
        {
            Assert.True(watch.Elapsed < Deadline, $"Not within {Deadline.TotalSeconds} s: {what} (expected {expected}, last {last}).");
            await timer.WaitForNextTickAsync(Token);
        }
    }
}
