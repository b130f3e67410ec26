using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Kafka.Consuming;
using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Kafka;

public sealed class PartitionBufferTests : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly LedgerSink _sink = new();
    private readonly PartitionBuffer _feed;

    public PartitionBufferTests()
    {
        _feed = new(UsersPartition.Id, new BatchApplier(_sink, new KeptLetters(), NullLogger.Instance), capacity: 3, Linger, _time);
        _sink.Progress[UsersPartition.Id] = 10;
    }

    public void Dispose() => _feed.Dispose();

    [Fact]
    public void Without_a_position_every_message_is_passed_over()
    {
        Assert.Equal(0, _feed.Add(UsersPartition.Event(10)));
        Assert.False(_feed.IsPositioned);
        Assert.False(_feed.IsBusy);
        Assert.Null(_feed.SeekTo);
    }

    [Fact]
    public void Messages_below_the_one_wanted_are_passed_over()
    {
        Take(8, 9, 10);
        Assert.Equal((11, (long?)null), (_feed.NextOffset, _feed.SeekTo));
    }

    [Fact]
    public void A_jump_is_not_believed_and_what_lies_between_is_asked_for()
    {
        Take(10);
        Assert.Equal(0, _feed.Add(UsersPartition.Event(15)));
        Assert.Equal((11, (long?)11), (_feed.NextOffset, _feed.SeekTo));
        _feed.SeekIssued();
        Take(11, 12);
        Assert.Equal((13, (long?)null), (_feed.NextOffset, _feed.SeekTo));
    }

    [Fact]
    public void A_jump_that_comes_again_is_a_gap_reported_with_its_size_and_gone_over()
    {
        Take(10);
        _feed.Add(UsersPartition.Event(15));
        _feed.SeekIssued();
        Assert.Equal(4, _feed.Add(UsersPartition.Event(15)));
        Assert.Equal(16, _feed.NextOffset);
        Assert.Equal(0, _feed.Add(UsersPartition.Event(16)));
    }

    [Fact]
    public void A_gap_that_is_known_beforehand_is_believed_at_once()
    {
        _feed.Position(10, seekTo: 15);
        _feed.ExpectGap();
        _feed.SeekIssued();
        Assert.Equal(5, _feed.Add(UsersPartition.Event(15)));
    }

    [Fact]
    public void A_feed_to_which_nothing_comes_though_the_log_has_more_asks_for_it()
    {
        Assert.Equal(0, _feed.Add(UsersPartition.Event(10)));
        _feed.Position(10, seekTo: null);
        _feed.DetectStall(end: 12);
        Assert.Null(_feed.SeekTo);
        _feed.DetectStall(end: 12);
        Assert.Equal(10, _feed.SeekTo);
    }

    [Fact]
    public void A_feed_at_the_end_of_its_log_is_no_standstill()
    {
        _feed.Position(10, seekTo: null);
        _feed.DetectStall(end: 10);
        _feed.DetectStall(end: 10);
        Assert.Null(_feed.SeekTo);
    }

    [Fact]
    public void A_batch_is_due_when_its_first_message_has_waited_long_enough()
    {
        Take(10);
        _time.Advance(Linger - TimeSpan.FromMilliseconds(1));
        _feed.Add(UsersPartition.Event(11));
        Assert.False(_feed.IsDue);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_feed.IsDue);
    }

    [Fact]
    public void A_full_batch_is_due_at_once_and_an_empty_one_never()
    {
        _feed.Position(10, seekTo: null);
        _time.Advance(Linger * 10);
        Assert.False(_feed.IsDue);
        Take(10, 11, 12);
        Assert.True(_feed.IsDue);
    }

    [Fact]
    public async Task Messages_are_collected_while_the_batch_before_is_applied()
    {
        _sink.Gate = new();
        Take(10, 11);
        _feed.Start();
        Add(12, 13);
        _time.Advance(Linger);
        _feed.Start();
        Assert.True(_feed is { IsApplying: true, IsDue: true });
        Assert.Null(_feed.Take());
        _sink.Gate.SetResult();

        Assert.Equal(new(false, 12, 2, 0), await TakenAsync());
        _feed.Start();
        Assert.Equal(new(false, 14, 2, 0), await TakenAsync());
        Assert.False(_feed.IsBusy);
        Assert.Equal(
            [UsersPartition.EventId(10), UsersPartition.EventId(11), UsersPartition.EventId(12), UsersPartition.EventId(13)],
            _sink.Applied);
    }

    [Fact]
    public async Task A_result_is_given_out_once()
    {
        Take(10);
        _feed.Start();
        Assert.NotNull(await TakenAsync());
        Assert.Null(_feed.Take());
    }

    [Fact]
    public void How_long_the_batch_has_been_on_its_way_is_known()
    {
        _sink.Gate = new();
        Take(10);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, _feed.ApplyingFor);
        _feed.Start();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), _feed.ApplyingFor);
    }

    [Fact]
    public void Behind_a_full_feed_the_broker_is_asked_to_go_back_to_the_first_message_passed_over()
    {
        Take(10, 11, 12);
        Add(13, 14, 15);
        Assert.Equal((13, (long?)13), (_feed.NextOffset, _feed.SeekTo));
    }

    [Fact]
    public async Task Until_the_broker_was_asked_nothing_more_is_taken_even_with_room()
    {
        Take(10, 11, 12);
        Add(13);
        _feed.Start();
        await TakenAsync();
        Add(14);
        Assert.False(_feed.IsBusy);
        _feed.SeekIssued();
        Add(13, 14);
        _feed.Start();
        await TakenAsync();
        Assert.Equal(Enumerable.Range(10, 5).Select(static n => UsersPartition.EventId(n)), _sink.Applied);
    }

    [Fact]
    public void A_new_position_drops_what_was_collected_from_the_old_one()
    {
        Take(10, 11);
        _feed.Position(50, seekTo: 50);
        Assert.Equal((50, (long?)50), (_feed.NextOffset, _feed.SeekTo));
        Assert.False(_feed.IsBusy);
        _feed.SeekIssued();
        Add(11, 50);
        Assert.Equal(51, _feed.NextOffset);
    }

    [Fact]
    public void Without_its_position_a_feed_passes_over_until_it_is_found_anew()
    {
        Take(10);
        _feed.ResetPosition();
        Add(11);
        Assert.Equal(11, _feed.NextOffset);
        Assert.False(_feed.IsStopped);
        _feed.Position(10, seekTo: null);
        Add(10);
        Assert.Equal(11, _feed.NextOffset);
    }

    [Fact]
    public void A_stopped_feed_takes_nothing()
    {
        _feed.Position(10, seekTo: null);
        _feed.Stop();
        Add(10);
        Assert.True(_feed.IsStopped);
        Assert.False(_feed.IsBusy);
    }

    [Fact]
    public void A_stopped_feed_lets_go_what_it_has_collected()
    {
        Take(10);
        Assert.True(_feed.IsBusy);
        _feed.Stop();
        Assert.False(_feed.IsBusy);
        Assert.False(_feed.IsDue);
    }

    [Fact]
    public async Task A_fenced_batch_is_answered_with_the_offset_to_go_on_from()
    {
        Take(10);
        _sink.Progress[UsersPartition.Id] = 42;
        _feed.Start();
        Assert.Equal(new(true, 42, 0, 0), await TakenAsync());
        Assert.Empty(_sink.Applied);
    }

    [Fact]
    public async Task What_cannot_be_applied_comes_out_when_the_result_is_taken()
    {
        Take(10);
        _sink.Failure = LedgerSink.Fault("42703");
        _feed.Start();
        await Assert.ThrowsAsync<SinkFaultException>(TakenAsync);
        Assert.False(_feed.IsApplying);
    }

    [Fact]
    public async Task Cancelling_ends_an_applying_that_waits_for_the_database()
    {
        _sink.Gate = new();
        Take(10);
        _feed.Start();
        _feed.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(TakenAsync);
        Assert.Empty(_sink.Applied);
    }

    private void Take(params int[] offsets)
    {
        if (!_feed.IsPositioned)
            _feed.Position(10, seekTo: null);
        Add(offsets);
    }

    private void Add(params int[] offsets)
    {
        foreach (var offset in offsets)
            _feed.Add(UsersPartition.Event(offset));
    }

    private async Task<SinkResult?> TakenAsync()
    {
        await _feed.Applying.WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _feed.Take();
    }
}
