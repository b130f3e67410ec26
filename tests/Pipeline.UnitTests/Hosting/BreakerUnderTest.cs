using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Hosting.Resilience;
using Pipeline.Hosting.Settings;
using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Hosting;

/// <summary>A breaker of five failures and 30 s, and attempts with a given outcome.</summary>
internal sealed class BreakerUnderTest : IDisposable
{
    public static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan LongestOpen = OpenFor * 1.1;
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(35);

    public BreakerUnderTest(int failures = 5) =>
        Breaker = new(new BreakerOptions(failures, OpenFor), AttemptTimeout, NullLogger<ConsecutiveFailureBreaker>.Instance, Time);

    public FakeTimeProvider Time { get; } = new();

    public ConsecutiveFailureBreaker Breaker { get; }

    public BreakerState State => Breaker.State;

    public void Dispose() => Breaker.Dispose();

    public Task<int> AttemptAsync(Func<CancellationToken, Task<int>> attempt, CancellationToken cancellationToken = default) =>
        Breaker.AttemptAsync(attempt, static e => e is not RowRefusedException, cancellationToken);

    public Task<int> SucceedAsync() => AttemptAsync(static _ => Task.FromResult(1));

    public async Task FailAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
            await Assert.ThrowsAsync<TimeoutException>(() => AttemptAsync(static _ => throw new TimeoutException()));
    }

    public async Task RefuseRowAsync() =>
        await Assert.ThrowsAsync<RowRefusedException>(() => AttemptAsync(static _ => throw new RowRefusedException()));

    /// <summary>Opens it and lets it come to the point where it wants a probe.</summary>
    public async Task OpenUntilProbeAsync()
    {
        await FailAsync(5);
        Time.Advance(LongestOpen);
        Assert.Equal(BreakerState.Probing, State);
    }

    /// <summary>A failure that is not the database's.</summary>
    internal sealed class RowRefusedException : Exception;
}
