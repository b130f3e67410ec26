using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Kafka.Consuming;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Kafka;

public sealed class BatchApplierTests
{
    private readonly MemorySink _sink = new() { Progress = { [UsersPartition.Id] = 10 } };
    private readonly KeptDeadLetters _letters = new();

    [Fact]
    public async Task A_good_batch_is_one_sub_batch_up_to_its_end()
    {
        var result = await ApplyAsync(UsersPartition.Event(10), UsersPartition.Event(11), UsersPartition.Event(15));
        Assert.Equal(new(false, 16, 3, 0), result);
        var slice = Assert.Single(_sink.Asked);
        Assert.Equal((10, 16, 0, 3), (slice.Expected, slice.Next, slice.Start, slice.Count));
    }

    [Fact]
    public async Task Events_that_took_effect_before_are_duplicates()
    {
        _sink.Remember(UsersPartition.EventId(11));
        Assert.Equal(
            new(false, 14, 2, 2),
            await ApplyAsync(
                UsersPartition.Event(10), UsersPartition.Event(11), UsersPartition.Event(12, number: 10), UsersPartition.Event(13)));
    }

    [Fact]
    public async Task A_refused_message_is_kept_whole_before_the_progress_passes_it_and_counts_once()
    {
        var letters = new KeptDeadLetters(before: letter => Assert.True(_sink.Progress[UsersPartition.Id] <= letter.Offset));
        await ApplyAsync(letters, UsersPartition.Event(10), UsersPartition.Broken(11), UsersPartition.Event(12));
        var letter = Assert.Single(letters.Letters);
        Assert.Equal((11, "not_json", null, 0), (letter.Offset, letter.Reason, letter.SqlState, letter.Attempts));
        Assert.Equal("not json"u8.ToArray(), letter.Value);
        Assert.Equal((1, 2, 13), (_sink.DeadLettered, _sink.Applied.Count, _sink.Progress[UsersPartition.Id]));
    }

    [Fact]
    public async Task A_range_of_refused_messages_alone_moves_the_progress()
    {
        Assert.Equal(new(false, 12, 0, 0), await ApplyAsync(UsersPartition.Broken(10), UsersPartition.Broken(11)));
        Assert.Equal((2, 0, 12), (_sink.DeadLettered, _sink.Asked.Single().Count, _sink.Progress[UsersPartition.Id]));
    }

    [Fact]
    public async Task A_row_the_database_refuses_is_kept_with_everything_known_about_it()
    {
        _sink.Poison.Add(UsersPartition.EventId(11));
        await ApplyAsync(UsersPartition.Event(10), UsersPartition.Event(11), UsersPartition.Event(12));
        var letter = Assert.Single(_letters.Letters);
        Assert.Equal(
            new(UsersPartition.Id, 11, Sample.Now, letter.Key, letter.Value, UsersPartition.EventId(11), 11, "bad_value", null, "22003", 1),
            letter);
        Assert.Equal(UsersPartition.Event(11).Key, letter.Key);
        Assert.Equal(UsersPartition.Event(11).Value, letter.Value);
    }

    [Fact]
    public async Task A_fenced_sub_batch_ends_the_batch_and_nothing_further_is_asked()
    {
        _sink.Poison.Add(UsersPartition.EventId(13));
        _sink.Before = slice =>
        {
            // Another member has taken over while the first half was on its way.
            if (slice.Count < 4)
                _sink.Progress[UsersPartition.Id] = 99;
        };
        Assert.Equal(
            new(true, 99, 0, 0),
            await ApplyAsync(UsersPartition.Event(10), UsersPartition.Event(11), UsersPartition.Event(12), UsersPartition.Event(13)));
        Assert.Equal(2, _sink.Asked.Count);
        Assert.Empty(_letters.Letters);
        Assert.Empty(_sink.Applied);
    }

    [Theory]
    [InlineData("42703")]
    [InlineData("40001")]
    [InlineData("57014")]
    public async Task A_fault_that_is_not_the_rows_goes_to_the_caller(string sqlState)
    {
        _sink.Failure = MemorySink.Fault(sqlState);
        await Assert.ThrowsAsync<SinkFaultException>(() => ApplyAsync(UsersPartition.Event(10), UsersPartition.Event(11)));
        Assert.Single(_sink.Asked);
        Assert.Empty(_letters.Letters);
    }

    [Fact]
    public async Task A_message_that_nobody_keeps_holds_the_partition()
    {
        using var stopping = new CancellationTokenSource();
        var letters = new KeptDeadLetters(new InvalidOperationException("both are away"));
        var applying = ApplierOf(letters).ApplyAsync(
            UsersPartition.Id, Batch(UsersPartition.Broken(10), UsersPartition.Event(11)), stopping.Token);
        await letters.Asked;
        Assert.False(applying.IsCompleted);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => applying);
        Assert.Empty(_sink.Asked);
    }

    [Fact]
    public async Task Refused_messages_are_given_away_together_in_their_order_and_the_offset_waits_for_the_last()
    {
        var letters = new SlowDeadLetters();
        var applying = ApplierOf(letters).ApplyAsync(
            UsersPartition.Id, Batch(UsersPartition.Broken(10), UsersPartition.Broken(11), UsersPartition.Broken(12)),
            CancellationToken.None);
        Assert.Equal([10, 11, 12], letters.Given);
        letters.Acknowledge(12);
        letters.Acknowledge(10);
        Assert.Empty(_sink.Asked);
        letters.Acknowledge(11);
        Assert.Equal(new(false, 13, 0, 0), await applying);
        Assert.Equal(3, _sink.DeadLettered);
    }

    [Fact]
    public async Task Of_refused_messages_only_the_one_that_nobody_kept_is_given_away_again()
    {
        var letters = new SlowDeadLetters();
        var applying = ApplierOf(letters).ApplyAsync(
            UsersPartition.Id, Batch(UsersPartition.Broken(10), UsersPartition.Broken(11)), CancellationToken.None);
        letters.Acknowledge(10);
        letters.Fail(11);
        await letters.GivenAgain.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([10, 11, 11], letters.Given);
        Assert.Empty(_sink.Asked);
        letters.Acknowledge(11);
        Assert.Equal(12, (await applying).NextOffset);
    }

    [Fact]
    public async Task A_fault_is_counted_once_for_each_dead_letter_under_its_name_in_the_table()
    {
        using var met = new CountedFaults();
        _sink.Poison.Add(UsersPartition.EventId(13));
        await ApplyAsync(
            UsersPartition.Broken(10), UsersPartition.Broken(11), UsersPartition.Event(12), UsersPartition.Event(13),
            UsersPartition.Event(14));
        Assert.Equal(["source=event name=not_json", "source=event name=not_json", "source=postgres name=bad_value"], met.All);
    }

    private Task<SinkResult> ApplyAsync(params ConsumedMessage[] messages) => ApplyAsync(_letters, messages);

    private Task<SinkResult> ApplyAsync(KeptDeadLetters letters, params ConsumedMessage[] messages) =>
        ApplierOf(letters).ApplyAsync(UsersPartition.Id, Batch(messages), CancellationToken.None);

    private BatchApplier ApplierOf(IDeadLetterStore letters) => new(_sink, letters, NullLogger.Instance);

    private static PendingBatch Batch(params ConsumedMessage[] messages)
    {
        var batch = new PendingBatch(ShopStreams.Users, 10);
        batch.Begin(10);
        foreach (var message in messages)
            batch.Add(message);
        return batch;
    }
}
