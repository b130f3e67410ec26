using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Streams.Delivery;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Kafka;

public sealed class DeadLetterFallbackTests
{
    private static readonly DeadLetter Letter = new(UsersPartition.Id, 5, Sample.Now, null, null, null, null, "empty", null, null, 0);
    private static readonly KafkaException Silent = new(ErrorCode.Local_MsgTimedOut);

    [Fact]
    public async Task A_topic_that_acknowledges_is_enough()
    {
        var (topic, table) = (new KeptDeadLetters(), new KeptDeadLetters());
        await KeepAsync(topic, table);
        Assert.Equal([Letter], topic.Letters);
        Assert.Empty(table.Letters);
    }

    [Fact]
    public async Task What_the_topic_does_not_acknowledge_goes_into_the_table()
    {
        var table = new KeptDeadLetters();
        await KeepAsync(new KeptDeadLetters(Silent), table);
        Assert.Equal([Letter], table.Letters);
    }

    [Fact]
    public async Task When_both_fail_it_says_so() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => KeepAsync(new KeptDeadLetters(Silent), new KeptDeadLetters(new InvalidOperationException("no database"))));

    [Fact]
    public async Task Stopping_is_no_failure_of_the_topic()
    {
        var table = new KeptDeadLetters();
        await Assert.ThrowsAsync<OperationCanceledException>(() => KeepAsync(new KeptDeadLetters(new OperationCanceledException()), table));
        Assert.Empty(table.Letters);
    }

    [Fact]
    public async Task A_topic_that_failed_is_left_alone_for_half_a_minute_and_then_asked_again()
    {
        var time = new FakeTimeProvider();
        var (topic, table) = (new KeptDeadLetters(Silent), new KeptDeadLetters());
        var fallback = new DeadLetterFallback(topic, table, NullLogger<DeadLetterFallback>.Instance, time);
        await fallback.KeepAsync(Letter, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(29));
        await fallback.KeepAsync(Letter, CancellationToken.None);
        Assert.Equal((1, 2), (topic.Times, table.Times));
        time.Advance(TimeSpan.FromSeconds(2));
        await fallback.KeepAsync(Letter, CancellationToken.None);
        Assert.Equal((2, 3), (topic.Times, table.Times));
    }

    [Fact]
    public async Task A_dead_letter_that_the_topic_refuses_for_good_goes_into_the_table_and_the_next_is_tried_again()
    {
        var (topic, table) = (new KeptDeadLetters(new KafkaException(ErrorCode.MsgSizeTooLarge)), new KeptDeadLetters());
        var fallback = new DeadLetterFallback(topic, table, NullLogger<DeadLetterFallback>.Instance);
        await fallback.KeepAsync(Letter, CancellationToken.None);
        await fallback.KeepAsync(Letter with { Offset = 6 }, CancellationToken.None);
        Assert.Equal((2, 2), (topic.Times, table.Times));
    }

    [Fact]
    public async Task Of_dead_letters_that_come_together_the_table_takes_all_and_one_at_a_time()
    {
        var table = new OneByOne();
        var fallback = new DeadLetterFallback(new KeptDeadLetters(Silent), table, NullLogger<DeadLetterFallback>.Instance);
        await Task.WhenAll(
            Enumerable.Range(1, 50).Select(offset => fallback.KeepAsync(Letter with { Offset = offset }, CancellationToken.None)));
        Assert.Equal(Enumerable.Range(1, 50).Select(static o => (long)o), table.Kept.Order());
    }

    private static Task KeepAsync(KeptDeadLetters topic, KeptDeadLetters table) =>
        new DeadLetterFallback(topic, table, NullLogger<DeadLetterFallback>.Instance).KeepAsync(Letter, CancellationToken.None);

    /// <summary>Complains when it is asked while it still keeps another.</summary>
    private sealed class OneByOne : IDeadLetterStore
    {
        private int _inside;

        public List<long> Kept { get; } = [];

        public async Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            await Task.Yield();
            Kept.Add(deadLetter.Offset);
            Interlocked.Decrement(ref _inside);
        }
    }
}
