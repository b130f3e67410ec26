using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Postgres;

public sealed class RelayShardTests : IEventPublisher
{
    private readonly FakeTimeProvider _time = new();
    private readonly RelayShard _lane;
    private Func<PublishResult> _answer = static () => new(2, null);

    public RelayShardTests()
    {
        _lane = new(1, NullLogger.Instance, _time);
        foreach (var id in (long[])[7, 9])
            _lane.Sweep.Add(id, new(ShopStreams.Users, [], [], Guid.Empty, "user_created", TraceParent: null));
    }

    [Fact]
    public async Task What_is_acknowledged_is_to_be_removed_and_the_lane_is_due()
    {
        await _lane.PublishAsync(this, default);
        Assert.Equal([7, 9], _lane.Sent);
        Assert.True(_lane.IsDue);
        _lane.Removed();
        Assert.Empty(_lane.Sent);
    }

    [Fact]
    public async Task After_a_failure_the_lane_waits_for_a_second()
    {
        _answer = static () => new(1, "no delivery report yet");
        await _lane.PublishAsync(this, default);
        Assert.Equal([7], _lane.Sent);
        await WaitsForAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_asked_again_after_half_a_minute()
    {
        _answer = static () => new(0, "too large", FaultTable.OfKafka("MsgSizeTooLarge"));
        await _lane.PublishAsync(this, default);
        Assert.Empty(_lane.Sent);
        await WaitsForAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_publisher_that_is_stopped_has_sent_nothing()
    {
        _answer = static () => throw new OperationCanceledException();
        await _lane.PublishAsync(this, default);
        Assert.Empty(_lane.Sent);
        Assert.False(_lane.IsDue);
    }

    Task<PublishResult> IEventPublisher.PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken) =>
        Task.FromResult(_answer());

    private async Task WaitsForAsync(TimeSpan pause)
    {
        _time.Advance(pause - TimeSpan.FromMilliseconds(1));
        Assert.False(_lane.IsDue);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_lane.IsDue);
        _answer = static () => new(2, null);
        await _lane.PublishAsync(this, default);
        Assert.True(_lane.IsDue);
    }
}
