using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Postgres;

public sealed class RelayShardTests : IEventPublisher
{
    private readonly FakeTimeProvider _time = new();
    private readonly RelayShard _shard;
    private Func<PublishResult> _answer = static () => new(2, null);

    public RelayShardTests()
    {
        _shard = new(1, NullLogger.Instance, _time);
        foreach (var id in (long[])[7, 9])
            _shard.Polled.Add(id, new(ShopStreams.Users, [], [], Guid.Empty, "user_created", TraceParent: null));
    }

    [Fact]
    public async Task What_is_acknowledged_is_to_be_removed_and_the_shard_is_due()
    {
        await _shard.PublishAsync(this, default);
        Assert.Equal([7, 9], _shard.Sent);
        Assert.True(_shard.IsDue);
        _shard.Removed();
        Assert.Empty(_shard.Sent);
    }

    [Fact]
    public async Task After_a_failure_the_shard_waits_for_a_second()
    {
        _answer = static () => new(1, "no delivery report yet");
        await _shard.PublishAsync(this, default);
        Assert.Equal([7], _shard.Sent);
        await WaitsForAsync(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_is_refused_for_good_is_asked_again_after_half_a_minute()
    {
        _answer = static () => new(0, "too large", FaultTable.OfKafka("MsgSizeTooLarge"));
        await _shard.PublishAsync(this, default);
        Assert.Empty(_shard.Sent);
        await WaitsForAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_publisher_that_is_stopped_has_sent_nothing()
    {
        _answer = static () => throw new OperationCanceledException();
        await _shard.PublishAsync(this, default);
        Assert.Empty(_shard.Sent);
        Assert.False(_shard.IsDue);
    }

    Task<PublishResult> IEventPublisher.PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken) =>
        Task.FromResult(_answer());

    private async Task WaitsForAsync(TimeSpan pause)
    {
        _time.Advance(pause - TimeSpan.FromMilliseconds(1));
        Assert.False(_shard.IsDue);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_shard.IsDue);
        _answer = static () => new(2, null);
        await _shard.PublishAsync(this, default);
        Assert.True(_shard.IsDue);
    }
}
