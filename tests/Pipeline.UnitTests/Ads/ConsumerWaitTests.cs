using Microsoft.Extensions.Time.Testing;
using Pipeline.Ads.Accounting;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Ads;

public sealed class ConsumerWaitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Consumers_that_progress_may_take_longer_than_the_limit()
    {
        var left = 10L;
        await RunAsync(() => left--, ConsumerWait.Limit - TimeSpan.FromSeconds(1));
        Assert.True(_time.GetUtcNow() - _time.Start > 8 * ConsumerWait.Limit);
    }

    [Fact]
    public async Task Without_progress_for_two_minutes_the_wait_ends_with_a_sentence()
    {
        var left = 1_005L;
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(
            () => RunAsync(() => left > 1_000 ? left-- : 1_000, TimeSpan.FromSeconds(10)));
        Assert.Equal("The consumers have made no progress for 2 minutes: 1,000 messages are not applied.", refusal.Message);
        Assert.Equal(TimeSpan.FromSeconds(50) + ConsumerWait.Limit, _time.GetUtcNow() - _time.Start);
    }

    /// <summary>Waits for none; each question takes the given time.</summary>
    private Task RunAsync(Func<long> behind, TimeSpan each)
    {
        var isFirst = true;
        return new ConsumerWait(
            _ =>
            {
                if (!isFirst)
                    _time.Advance(each);
                isFirst = false;
                return Task.FromResult(behind());
            }, TimeSpan.Zero, _time).UntilAsync(0, Token);
    }
}
