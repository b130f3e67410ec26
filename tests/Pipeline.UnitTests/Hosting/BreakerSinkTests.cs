using Pipeline.Hosting.Resilience;
using Pipeline.Operations.Status;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Testing.Messages;
using Pipeline.UnitTests.Kafka;

namespace Pipeline.UnitTests.Hosting;

public sealed class BreakerSinkTests : IDisposable
{
    private readonly BreakerUnderTest _breaker = new();
    private readonly MemorySink _sink = new() { Progress = { [UsersPartition.Id] = 0 } };
    private readonly SubBatch _slice;

    public BreakerSinkTests()
    {
        var batch = ShopStreams.Users.NewBatch(1);
        ShopStreams.Users.Add(batch, Sample.User, Sample.EventId, 1);
        _slice = new(UsersPartition.Id, 0, 1, batch, 0, 1, 0, 0);
    }

    public void Dispose() => _breaker.Dispose();

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("57014")]
    [InlineData("53100")]
    [InlineData("25006")]
    [InlineData("08006")]
    public async Task It_tries_until_the_sub_batch_is_applied(string sqlState)
    {
        var left = 3;
        _sink.Before = _ => _sink.Failure = left-- > 0 ? MemorySink.Fault(sqlState) : null;
        Assert.Equal(new(false, 1, 1, 0), await RunAsync(ApplyAsync()));
        Assert.Equal(4, _sink.Asked.Count);
        Assert.Equal([Sample.EventId], _sink.Applied);
    }

    [Fact]
    public async Task It_goes_on_through_an_opening_of_the_breaker()
    {
        var left = 7;
        var opened = false;
        _sink.Before = _ =>
        {
            _sink.Failure = left-- > 0 ? MemorySink.Fault("53300") : null;
            opened |= _breaker.State == BreakerState.Probing;
        };
        Assert.Equal(new(false, 1, 1, 0), await RunAsync(ApplyAsync()));
        Assert.Equal((8, true, BreakerState.Closed), (_sink.Asked.Count, opened, _breaker.State));
    }

    [Theory]
    [InlineData("22003", FaultAction.DeadLetter)]
    [InlineData("23505", FaultAction.DeadLetter)]
    [InlineData("42703", FaultAction.Stop)]
    public async Task A_fault_that_waiting_does_not_cure_is_thrown_at_once(string sqlState, FaultAction action)
    {
        _sink.Failure = MemorySink.Fault(sqlState);
        var fault = await Assert.ThrowsAsync<SinkFaultException>(ApplyAsync);
        Assert.Equal((action, 1), (fault.Fault.Action, _sink.Asked.Count));
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_ended_and_made_again()
    {
        _sink.Gate = new();
        var applying = ApplyAsync();
        _breaker.Time.Advance(BreakerUnderTest.AttemptTimeout);
        _sink.Gate = null;
        Assert.False((await RunAsync(applying)).Fenced);
    }

    [Fact]
    public async Task Cancelling_ends_the_trying()
    {
        _sink.Failure = MemorySink.Fault("57P01");
        using var stopping = new CancellationTokenSource();
        var applying = ApplyAsync(stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying);
    }

    [Fact]
    public async Task Reading_the_progress_does_not_wait_for_the_breaker()
    {
        await _breaker.FailAsync(5);
        Assert.Equal(0, await Sink.ReadProgressAsync(UsersPartition.Id, CancellationToken.None));
        Assert.Equal(0, await Sink.StartAtAsync(UsersPartition.Id, 5, CancellationToken.None));
    }

    private BreakerSink Sink => new(_sink, _breaker.Breaker, _breaker.Time);

    private Task<SinkResult> ApplyAsync() => ApplyAsync(CancellationToken.None);

    private Task<SinkResult> ApplyAsync(CancellationToken cancellationToken) => Sink.ApplyAsync(_slice, cancellationToken);

    /// <summary>Lets time pass until the task has ended.</summary>
    private async Task<SinkResult> RunAsync(Task<SinkResult> task)
    {
        await Eventually.HoldsSoonAsync("the sub-batch is applied", () =>
        {
            _breaker.Time.Advance(TimeSpan.FromMilliseconds(50));
            return task.IsCompleted;
        });
        return await task;
    }
}
