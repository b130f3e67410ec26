using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Ads.Records;
using Pipeline.Kafka.Consuming;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Kafka;

public sealed class PartitionBufferTests : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly MemorySink _sink = new();
    private readonly PartitionBuffer _buffer;

    public PartitionBufferTests()
    {
        _buffer = NewBuffer(UsersPartition.Id, UsersPartition.Id.Stream.Decoder);
        _sink.Progress[UsersPartition.Id] = 10;
    }

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public void Without_a_position_every_message_is_passed_over()
    {
        Assert.False(_buffer.Add(UsersPartition.Event(10)));
        Assert.False(_buffer.IsPositioned);
        Assert.False(_buffer.IsBusy);
        Assert.Null(_buffer.SeekTo);
    }

    [Fact]
    public void Messages_below_the_next_offset_are_passed_over()
    {
        Take(8, 9, 10);
        Assert.Equal((11, (long?)null), (_buffer.NextOffset, _buffer.SeekTo));
    }

    [Fact]
    public void A_jump_is_not_believed_and_what_lies_between_is_asked_for()
    {
        Take(10);
        Assert.False(_buffer.Add(UsersPartition.Event(15)));
        ReadAgain();
        Take(11, 12);
        Assert.Equal((13, (long?)null), (_buffer.NextOffset, _buffer.SeekTo));
    }

    [Fact]
    public void A_jump_that_comes_again_is_a_gap_and_what_retention_removed_of_it_is_lost()
    {
        Take(10);
        _buffer.Add(UsersPartition.Event(15));
        ReadAgain();
        Assert.True(_buffer.Add(UsersPartition.Event(15)));
        Assert.Equal(11, _buffer.NextOffset);
        Assert.Equal(2, _buffer.Skip(15, logStart: 13));
        Assert.False(_buffer.Add(UsersPartition.Event(15)));
        Assert.Equal(16, _buffer.NextOffset);
        Assert.False(_buffer.Add(UsersPartition.Event(16)));
    }

    [Fact]
    public void Gaps_that_were_read_ahead_need_one_seek_together()
    {
        Take(10);
        foreach (var offset in (int[])[13, 16])
            Assert.False(_buffer.Add(UsersPartition.Event(offset)));
        Assert.Equal((true, (long?)null), (_buffer.IsScanning, _buffer.SeekTo));
        ReadAgain();
        foreach (var offset in (int[])[13, 16])
        {
            Assert.True(_buffer.Add(UsersPartition.Event(offset)));
            Assert.Equal(0, _buffer.Skip(offset, logStart: 0));
            Add(offset);
        }

        Assert.Equal((17, (long?)null), (_buffer.NextOffset, _buffer.SeekTo));
    }

    [Fact]
    public void A_gap_that_was_only_seen_with_another_end_is_not_believed()
    {
        Take(10);
        _buffer.Add(UsersPartition.Event(15));
        ReadAgain();
        Assert.False(_buffer.Add(UsersPartition.Event(13)));
        ReadAgain();
        Assert.True(_buffer.Add(UsersPartition.Event(13)));
    }

    [Fact]
    public async Task Offsets_without_a_message_are_counted_as_skipped_and_those_before_the_log_are_not()
    {
        Take(10);
        Assert.Equal(2, _buffer.Skip(15, logStart: 13));
        Add(15);
        _buffer.Start();
        await TakenAsync();
        var asked = Assert.Single(_sink.Asked);
        Assert.Equal((10, 16, 2, 2L), (asked.Expected, asked.Next, asked.Count, asked.Skipped));
    }

    [Fact]
    public async Task The_end_of_a_log_that_ends_without_a_message_becomes_the_progress_when_it_is_seen_twice()
    {
        Take(10);
        Assert.False(_buffer.ReachEnd(11));
        Assert.False(_buffer.ReachEnd(13));
        Assert.Equal(11, _buffer.SeekTo);
        Assert.False(_buffer.ReachEnd(13));
        _buffer.SeekIssued();
        Assert.True(_buffer.ReachEnd(13));
        Assert.Equal(0, _buffer.Skip(13, logStart: 0));
        _buffer.Start();
        await TakenAsync();
        var asked = Assert.Single(_sink.Asked);
        Assert.Equal((10, 13, 1, 2L), (asked.Expected, asked.Next, asked.Count, asked.Skipped));
        Assert.Equal(13, _buffer.Progress);
    }

    [Fact]
    public async Task Markers_alone_move_the_progress()
    {
        _buffer.Position(10, seekTo: null);
        _buffer.Skip(12, logStart: 0);
        Assert.True(_buffer.IsBusy);
        _time.Advance(Linger);
        Assert.True(_buffer.IsDue);
        _buffer.Start();
        await TakenAsync();
        Assert.Equal((10, 12, 0, 2L), (_sink.Asked[0].Expected, _sink.Asked[0].Next, _sink.Asked[0].Count, _sink.Asked[0].Skipped));
    }

    [Fact]
    public void A_partition_of_a_recreated_topic_waits_for_a_reset_and_then_continues()
    {
        Take(10);
        _buffer.Stop(waitsForReset: true);
        Assert.True(_buffer is { IsStopped: true, WaitsForReset: true, IsPositioned: false });
        _buffer.Continue();
        Assert.True(_buffer is { IsStopped: false, WaitsForReset: false, IsPositioned: false });
    }

    [Fact]
    public void A_gap_that_is_known_beforehand_is_believed_at_once()
    {
        _buffer.Position(10, seekTo: 15);
        _buffer.ExpectGap();
        _buffer.SeekIssued();
        Assert.True(_buffer.Add(UsersPartition.Event(15)));
    }

    [Fact]
    public void A_buffer_that_gets_nothing_although_the_log_has_more_seeks()
    {
        Assert.False(_buffer.Add(UsersPartition.Event(10)));
        _buffer.Position(10, seekTo: null);
        _buffer.DetectStall(end: 12);
        Assert.Null(_buffer.SeekTo);
        _buffer.DetectStall(end: 12);
        Assert.Equal(10, _buffer.SeekTo);
    }

    [Fact]
    public void A_buffer_at_the_end_of_its_log_is_no_standstill()
    {
        _buffer.Position(10, seekTo: null);
        _buffer.DetectStall(end: 10);
        _buffer.DetectStall(end: 10);
        Assert.Null(_buffer.SeekTo);
    }

    [Fact]
    public void A_batch_is_due_when_its_first_message_has_waited_long_enough()
    {
        Take(10);
        _time.Advance(Linger - TimeSpan.FromMilliseconds(1));
        _buffer.Add(UsersPartition.Event(11));
        Assert.False(_buffer.IsDue);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_buffer.IsDue);
    }

    [Fact]
    public void A_full_batch_is_due_at_once_and_an_empty_one_never()
    {
        _buffer.Position(10, seekTo: null);
        _time.Advance(Linger * 10);
        Assert.False(_buffer.IsDue);
        Take(10, 11, 12);
        Assert.True(_buffer.IsDue);
    }

    [Fact]
    public async Task Messages_are_collected_while_the_batch_before_is_applied()
    {
        _sink.Gate = new();
        Take(10, 11);
        _buffer.Start();
        Add(12, 13);
        _time.Advance(Linger);
        _buffer.Start();
        Assert.True(_buffer is { IsApplying: true, IsDue: true });
        Assert.Null(_buffer.Take());
        _sink.Gate.SetResult();

        Assert.Equal(new(false, 12, 2, 0), await TakenAsync());
        _buffer.Start();
        Assert.Equal(new(false, 14, 2, 0), await TakenAsync());
        Assert.False(_buffer.IsBusy);
        Assert.Equal(
            [UsersPartition.EventId(10), UsersPartition.EventId(11), UsersPartition.EventId(12), UsersPartition.EventId(13)],
            _sink.Applied);
    }

    [Fact]
    public async Task A_result_is_given_out_once()
    {
        Take(10);
        _buffer.Start();
        Assert.NotNull(await TakenAsync());
        Assert.Null(_buffer.Take());
    }

    [Fact]
    public void How_long_the_batch_has_been_on_its_way_is_known()
    {
        _sink.Gate = new();
        Take(10);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, _buffer.ApplyingFor);
        _buffer.Start();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), _buffer.ApplyingFor);
    }

    [Fact]
    public void Behind_a_full_buffer_the_broker_is_asked_to_go_back_to_the_first_message_passed_over()
    {
        Take(10, 11, 12);
        Add(13, 14, 15);
        Assert.Equal((13, (long?)13), (_buffer.NextOffset, _buffer.SeekTo));
    }

    [Fact]
    public async Task Until_the_broker_was_asked_nothing_more_is_taken_even_with_room()
    {
        Take(10, 11, 12);
        Add(13);
        _buffer.Start();
        await TakenAsync();
        Add(14);
        Assert.False(_buffer.IsBusy);
        _buffer.SeekIssued();
        Add(13, 14);
        _buffer.Start();
        await TakenAsync();
        Assert.Equal(Enumerable.Range(10, 5).Select(static n => UsersPartition.EventId(n)), _sink.Applied);
    }

    [Fact]
    public void A_new_position_drops_what_was_collected_from_the_old_one()
    {
        Take(10, 11);
        _buffer.Position(50, seekTo: 50);
        Assert.Equal((50, (long?)50), (_buffer.NextOffset, _buffer.SeekTo));
        Assert.False(_buffer.IsBusy);
        _buffer.SeekIssued();
        Add(11, 50);
        Assert.Equal(51, _buffer.NextOffset);
    }

    [Fact]
    public void Without_its_position_a_buffer_passes_over_messages_until_it_has_one_again()
    {
        Take(10);
        _buffer.ResetPosition();
        Add(11);
        Assert.Equal(11, _buffer.NextOffset);
        Assert.False(_buffer.IsStopped);
        _buffer.Position(10, seekTo: null);
        Add(10);
        Assert.Equal(11, _buffer.NextOffset);
    }

    [Fact]
    public void A_stopped_buffer_takes_nothing()
    {
        _buffer.Position(10, seekTo: null);
        _buffer.Stop();
        Add(10);
        Assert.True(_buffer.IsStopped);
        Assert.False(_buffer.IsBusy);
    }

    [Fact]
    public void A_stopped_buffer_lets_go_what_it_has_collected()
    {
        Take(10);
        Assert.True(_buffer.IsBusy);
        _buffer.Stop();
        Assert.False(_buffer.IsBusy);
        Assert.False(_buffer.IsDue);
    }

    [Fact]
    public async Task A_fenced_batch_is_answered_with_the_offset_to_go_on_from()
    {
        Take(10);
        _sink.Progress[UsersPartition.Id] = 42;
        _buffer.Start();
        Assert.Equal(new(true, 42, 0, 0), await TakenAsync());
        Assert.Empty(_sink.Applied);
    }

    [Fact]
    public async Task What_cannot_be_applied_comes_out_when_the_result_is_taken()
    {
        Take(10);
        _sink.Failure = MemorySink.Fault("42703");
        _buffer.Start();
        await Assert.ThrowsAsync<SinkFaultException>(TakenAsync);
        Assert.False(_buffer.IsApplying);
    }

    [Fact]
    public async Task Cancelling_ends_an_applying_that_waits_for_the_database()
    {
        _sink.Gate = new();
        Take(10);
        _buffer.Start();
        _buffer.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(TakenAsync);
        Assert.Empty(_sink.Applied);
    }

    /// <summary>Ends reading ahead, and seeks back.</summary>
    private void ReadAgain()
    {
        _time.Advance(TimeSpan.FromMilliseconds(20));
        _buffer.EndDueScan();
        Assert.Equal(_buffer.NextOffset, _buffer.SeekTo);
        _buffer.SeekIssued();
    }

    private void Take(params int[] offsets)
    {
        if (!_buffer.IsPositioned)
            _buffer.Position(10, seekTo: null);
        Add(offsets);
    }

    private void Add(params int[] offsets)
    {
        foreach (var offset in offsets)
            _buffer.Add(UsersPartition.Event(offset));
    }

    private async Task<SinkResult?> TakenAsync()
    {
        await _buffer.Applying.WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _buffer.Take();
    }

    [Fact]
    public void A_message_whose_schema_is_not_known_yet_is_not_taken_and_read_again_when_the_registry_answers()
    {
        var schemas = FixedSchemas.OfAds();
        schemas.Pending[AdMessages.SchemaId] = new();
        using var buffer = NewBuffer(new(AdStreams.Events, "ad_events_raw", 0), AdStreams.Events.DecoderWith(schemas));
        buffer.Position(0, null);
        var message = new ConsumedMessage(0, DateTime.UnixEpoch, null, AdMessages.Framed(AdMessages.Record()));
        Assert.False(buffer.Add(message));
        Assert.False(buffer.Add(message with { Offset = 1 }));
        Assert.Equal((true, 0L, 0L, false), (buffer.IsWaitingForSchema, buffer.NextOffset, buffer.SeekTo, buffer.IsBusy));

        schemas.Answer(AdMessages.SchemaId);
        Assert.Equal((false, 0L), (buffer.IsWaitingForSchema, buffer.SeekTo));
        buffer.SeekIssued();
        Assert.False(buffer.Add(message));
        Assert.Equal(1, buffer.NextOffset);
    }

    [Fact]
    public void A_request_that_was_cancelled_is_no_answer()
    {
        var schemas = FixedSchemas.OfAds();
        schemas.Pending[AdMessages.SchemaId] = new();
        using var buffer = NewBuffer(new(AdStreams.Events, "ad_events_raw", 0), AdStreams.Events.DecoderWith(schemas));
        buffer.Position(0, null);
        schemas.Pending[AdMessages.SchemaId].SetCanceled(Token);
        Assert.False(buffer.Add(new(0, DateTime.UnixEpoch, null, AdMessages.Framed(AdMessages.Record()))));
        Assert.Equal((true, 0L), (buffer.IsWaitingForSchema, buffer.NextOffset));
    }

    private PartitionBuffer NewBuffer(in PartitionId partition, EventDecoder decoder) => new(
        partition, new BatchApplier(_sink, new KeptDeadLetters(), NullLogger.Instance),
        new() { Stream = partition.Stream, TopicName = partition.TopicName, BatchSize = 3, Linger = Linger }, decoder, _time);
}
