using Confluent.Kafka;
using Pipeline.Kafka.Producing;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Kafka;

public sealed class PublishOperationTests
{
    private static readonly Error TooLarge = new(ErrorCode.MsgSizeTooLarge, "too large");
    private static readonly Error Fatal = new(ErrorCode.OutOfOrderSequenceNumber, "out of order", isFatal: true);

    private readonly FakeProducer _producer = FakeProducer.Create();
    private readonly PublishedOffsets _published = new();
    private readonly ProducerHandle _life;
    private int _retired;
    private int _acknowledged;

    public PublishOperationTests() => _life = new(_producer.AsProducer());

    [Fact]
    public async Task Everything_acknowledged_is_everything()
    {
        _producer.HandedOver = i => _producer.Report(i);
        Assert.Equal(new(5, null), await RunAsync(5));
        Assert.Equal([0, 1, 2, 3, 4], _producer.Values.Select(static v => v[0]));
        Assert.Equal((("users", 0), 5L), (_published.Next.Single().Key, _published.Next.Single().Value));
        Assert.Equal(5, _acknowledged);
    }

    [Fact]
    public async Task Nothing_to_send_is_all_acknowledged() => Assert.Equal(new(0, null), await RunAsync(0));

    [Fact]
    public async Task It_waits_for_the_last_report()
    {
        var running = RunAsync(3);
        _producer.Report(2);
        _producer.Report(0);
        Assert.False(running.IsCompleted);
        _producer.Report(1);
        Assert.Equal(new(3, null), await running);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Only_what_stands_before_the_first_failure_counts_whatever_came_through_behind_it(int failed)
    {
        var running = RunAsync(5);
        for (var i = 4; i >= 0; i--)
            _producer.Report(i, i == failed ? TooLarge : null);
        Assert.Equal(Refused(failed), await running);
    }

    [Fact]
    public async Task After_a_failure_no_further_message_is_handed_over()
    {
        _producer.HandedOver = i => _producer.Report(i, i == 1 ? TooLarge : null);
        Assert.Equal(1, (await RunAsync(5)).Acknowledged);
        Assert.Equal(2, _producer.Values.Count);
    }

    [Fact]
    public async Task A_message_that_is_not_taken_at_all_ends_the_list_there()
    {
        _producer.HandedOver = i => _producer.Report(i);
        _producer.Refuse = () => _producer.Values.Count == 2 ? TooLarge : null;
        Assert.Equal(Refused(2), await RunAsync(5));
        Assert.Equal(0, _retired);
    }

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge, true)]
    [InlineData(ErrorCode.InvalidRecord, true)]
    [InlineData(ErrorCode.NotEnoughReplicas, false)]
    [InlineData(ErrorCode.TopicAuthorizationFailed, false)]
    [InlineData(ErrorCode.Local_MsgTimedOut, false)]
    public async Task The_fault_table_says_whether_waiting_helps(ErrorCode code, bool refused)
    {
        using var met = new CountedFaults();
        _producer.HandedOver = i => _producer.Report(i, i == 1 ? new Error(code) : null);
        var result = await RunAsync(3);
        Assert.Equal((1, refused), (result.Acknowledged, result.IsRefused));
        Assert.Equal([$"source=kafka name={FaultTable.OfKafka(code.ToString()).Name}"], met.All);
    }

    [Fact]
    public async Task A_full_queue_is_waited_for_and_the_order_kept()
    {
        var full = 3;
        _producer.HandedOver = i => _producer.Report(i);
        _producer.Refuse = () => _producer.Values.Count == 2 && full-- > 0 ? new Error(ErrorCode.Local_QueueFull) : null;
        Assert.Equal(new(4, null), await RunAsync(4));
        Assert.Equal([0, 1, 2, 3], _producer.Values.Select(static v => v[0]));
    }

    [Fact]
    public async Task Stopping_while_the_queue_is_full_gives_back_what_was_acknowledged()
    {
        using var stopping = new CancellationTokenSource();
        _producer.HandedOver = i => _producer.Report(i);
        _producer.Refuse = () =>
        {
            if (_producer.Values.Count < 2)
                return null;
            stopping.Cancel();
            return new Error(ErrorCode.Local_QueueFull);
        };
        Assert.Equal(new(2, "stopping"), await RunAsync(4, stopping.Token));
    }

    [Fact]
    public async Task A_fatal_report_retires_the_producer()
    {
        _producer.HandedOver = i => _producer.Report(i, i == 1 ? Fatal : null);
        Assert.Equal(1, (await RunAsync(3)).Acknowledged);
        Assert.Equal(1, _retired);
    }

    [Fact]
    public async Task A_fatal_error_ends_the_waiting_for_reports_that_will_not_come()
    {
        var running = RunAsync(3);
        _producer.Report(0);
        _producer.Report(1, Fatal);
        Assert.Equal(1, (await running.WaitAsync(TimeSpan.FromSeconds(5))).Acknowledged);
        Assert.Equal(1, _retired);
    }

    [Fact]
    public async Task A_message_refused_with_a_fatal_error_retires_the_producer()
    {
        _producer.Refuse = static () => Fatal;
        Assert.Equal(0, (await RunAsync(3)).Acknowledged);
        Assert.Equal(1, _retired);
    }

    [Fact]
    public async Task An_outbox_shard_that_shares_a_retired_producer_does_not_wait_for_its_reports()
    {
        var running = RunAsync(3);
        _producer.Report(0);
        _life.End();
        Assert.Equal(new(1, "the producer is recreated"), await running.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task An_outbox_shard_that_meets_a_disposed_producer_sends_again_later()
    {
        _producer.HandedOver = i => _producer.Report(i);
        _producer.Refuse = () =>
        {
            if (_producer.Values.Count < 2)
                return null;
            _life.End();
            throw new ObjectDisposedException("producer");
        };
        Assert.Equal(new(2, "the producer is recreated"), await RunAsync(3).WaitAsync(TimeSpan.FromSeconds(5)));
    }

    private Task<PublishResult> RunAsync(int count, CancellationToken cancellationToken = default)
    {
        EventMessage[] messages =
        [
            .. Enumerable.Range(0, count)
                .Select(static i => new EventMessage(ShopStreams.Users, [], [(byte)i], IdOf(i), "user_created", null)),
        ];
        return new PublishOperation(count, _life, Retire, _published, () => _acknowledged++).RunAsync(
            messages, static m => (new(m.Stream.Name, Partition.Any), new() { Key = m.Key, Value = m.Value }), cancellationToken);
    }

    private static Guid IdOf(int index) => new(index, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>Everything up to the message that the brokers refuse for good, and which that is.</summary>
    private static PublishResult Refused(int index) =>
        new(index, $"event {IdOf(index)}: message_too_large: too large", FaultTable.OfKafka(nameof(ErrorCode.MsgSizeTooLarge)));

    private void Retire(ProducerHandle life)
    {
        _retired++;
        life.End();
    }
}
