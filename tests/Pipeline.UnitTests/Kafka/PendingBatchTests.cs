using Pipeline.Kafka.Consuming;
using Pipeline.Music.Records;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Kafka;

public sealed class PendingBatchTests
{
    private readonly PendingBatch _batch = new(ShopStreams.Users, capacity: 3);

    public PendingBatchTests() => _batch.Begin(10);

    [Fact]
    public void It_begins_empty_where_the_progress_stands()
    {
        Assert.Equal((10, 10), (_batch.Expected, _batch.Next));
        Assert.True(_batch.IsEmpty);
        Assert.False(_batch.IsFull);
    }

    [Fact]
    public void A_row_keeps_its_offset_and_its_message()
    {
        _batch.Add(UsersPartition.Event(10));
        _batch.Add(UsersPartition.Event(13));
        Assert.Equal((10, 14), (_batch.Expected, _batch.Next));
        Assert.Equal([10, 13], _batch.Rows.Offset[..2]);
        Assert.Equal(13, _batch.Source(1).Offset);
    }

    [Fact]
    public void A_row_of_a_flat_message_was_written_when_the_message_was_sent()
    {
        var batch = new PendingBatch(MusicStreams.Events, capacity: 1);
        var sent = new DateTime(2026, 3, 2, 10, 0, 0, DateTimeKind.Utc);
        batch.Begin(0);
        batch.Add(new(0, sent, "17"u8.ToArray(), Sample.SongMessage()));
        Assert.Equal(sent, batch.Rows.OccurredAt![0]);
    }

    [Fact]
    public void A_second_message_of_the_same_event_is_a_duplicate_and_no_row()
    {
        _batch.Add(UsersPartition.Event(10, number: 1));
        _batch.Add(UsersPartition.Event(11, number: 1));
        _batch.Add(UsersPartition.Event(12, number: 2));
        Assert.Equal([11], _batch.Duplicates);
        Assert.Equal([UsersPartition.EventId(1), UsersPartition.EventId(2)], _batch.Rows.EventId[..2]);
        Assert.Equal((2, 12), (_batch.Rows.Count, _batch.Source(1).Offset));
    }

    [Fact]
    public void A_refused_message_moves_the_end_and_is_kept_whole_with_its_reason()
    {
        _batch.Add(UsersPartition.Broken(10));
        var (message, refusal) = Assert.Single(_batch.Refused);
        Assert.Equal((10, RefusalReason.NotJson), (message.Offset, refusal.Reason));
        Assert.Equal((11, 0), (_batch.Next, _batch.Rows.Count));
    }

    [Fact]
    public void A_tombstone_is_refused_as_empty()
    {
        _batch.Add(new(10, default, null, null));
        Assert.Equal(RefusalReason.Empty, Assert.Single(_batch.Refused).Refusal.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_full_of_bytes_whether_events_or_refused_and_empty_when_it_begins_again(bool isEvent)
    {
        var batch = new PendingBatch(ShopStreams.Users, capacity: 1000);
        batch.Begin(0);
        for (var offset = 0; !batch.IsFull; offset++)
        {
            var value = (isEvent ? UsersPartition.Event(offset, offset + 1) : UsersPartition.Broken(offset)).Value!;
            var padded = new byte[900_000];
            Array.Fill(padded, (byte)' ');
            value.CopyTo(padded, 0);
            batch.Add(new(offset, default, null, padded));
        }

        Assert.Equal((5, isEvent ? 5 : 0), (batch.Next, batch.Rows.Count));
        batch.Begin(5);
        Assert.False(batch.IsFull);
        Assert.Null(batch.Source(0).Value);
    }

    [Fact]
    public void It_is_full_of_rows_or_of_messages_without_rows()
    {
        foreach (var offset in new[] { 10, 11, 12 })
            _batch.Add(UsersPartition.Event(offset));
        Assert.True(_batch.IsFull);
        _batch.Begin(20);
        _batch.Add(UsersPartition.Event(20, number: 1));
        _batch.Add(UsersPartition.Event(21, number: 1));
        _batch.Add(UsersPartition.Broken(22));
        Assert.False(_batch.IsFull);
        _batch.Add(UsersPartition.Event(23, number: 1));
        Assert.True(_batch.IsFull);
    }

    [Fact]
    public void Nothing_of_the_offset_range_before_stays_behind()
    {
        _batch.Add(UsersPartition.Event(10, number: 1));
        _batch.Add(UsersPartition.Event(11, number: 1));
        _batch.Add(UsersPartition.Broken(12));
        _batch.Begin(13);
        Assert.True(_batch.IsEmpty);
        _batch.Add(UsersPartition.Event(13, number: 1));
        Assert.Equal((1, 0, 0), (_batch.Rows.Count, _batch.Duplicates.Count, _batch.Refused.Count));
    }
}
