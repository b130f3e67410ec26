using System.Diagnostics;

namespace Pipeline.Testing;

/// <summary>Waits for a condition with a deadline, and fails the test with what was missing when the deadline passes.</summary>
public static class Eventually
{
    /// <summary>Longer than anything takes on a busy machine: only a test that fails waits for all of it.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static Task HoldsAsync(string what, Func<bool> condition) => HoldsAsync(what, () => Task.FromResult(condition()));

    /// <summary>For what other threads reach within microseconds, or the test itself by moving a fake clock: asks without pauses.</summary>
    public static Task HoldsSoonAsync(string what, Func<bool> condition) =>
        NothingIsMissingAsync(what, () => Task.FromResult(condition() ? "" : "not yet"), Deadline, TimeSpan.Zero);

    public static Task HoldsAsync(string what, Func<Task<bool>> condition) => EqualsAsync(true, condition, what);

    /// <summary>Asks until the answer is the expected one. The failure names the last other answer.</summary>
    public static Task EqualsAsync<T>(T expected, Func<Task<T>> actual, string what) => NothingIsMissingAsync(
        what,
        async () =>
            await actual() is var last && EqualityComparer<T>.Default.Equals(last, expected) ? "" : $"expected {expected}, last {last}",
        Deadline);

    /// <summary>Asks what is missing until the answer is empty. The failure names the last other answer.</summary>
    /// <param name="what">What the test waits for.</param>
    /// <param name="missing">What is missing, in words.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="interval">The time between two questions; 20 ms by default, none when zero.</param>
    public static async Task NothingIsMissingAsync(string what, Func<Task<string>> missing, TimeSpan deadline, TimeSpan? interval = null)
    {
        var pause = interval ?? Interval;
        var watch = Stopwatch.StartNew();
        using var timer = pause > TimeSpan.Zero ? new PeriodicTimer(pause) : null;
        while (await missing() is { Length: > 0 } last)
        {
            Assert.True(watch.Elapsed < deadline, $"Not within {deadline.TotalSeconds:0} s: {what} ({last}).");
            if (timer is null)
                await Task.Yield();
            else
                await timer.WaitForNextTickAsync(RunningTest.Token);
        }
    }
}
