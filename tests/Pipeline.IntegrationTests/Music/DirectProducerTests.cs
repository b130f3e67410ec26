using System.Text;
using Pipeline.Embedded.Kafka;
using Pipeline.Kafka.Producing;

namespace Pipeline.IntegrationTests.Music;

/// <summary>Delivery reports of the direct producer, on a mock cluster whose brokers the test takes down.</summary>
public sealed class DirectProducerTests : IDisposable
{
    private const string Topic = "direct";
    private const int QueueSize = 100_000;
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    private readonly MockCluster _cluster = new();

    public DirectProducerTests() => _cluster.CreateTopic(Topic);

    [Fact]
    public void Acknowledged_messages_are_counted_and_more_than_fit_into_the_queue_wait()
    {
        using var producer = Create();
        Send(producer, 200_000);

        Assert.True(producer.Flush(Eventually.Deadline));
        Assert.Equal((200_000, 200_000, 0, 0, null),
            (producer.Sent, producer.Acknowledged, producer.Failed, producer.InFlight, producer.Failure));
    }

    [Fact]
    public void Messages_that_no_broker_acknowledges_in_time_have_failed()
    {
        var down = 0;
        using var producer = Create(() => Interlocked.Exchange(ref down, 1));
        Send(producer, 10);
        Assert.True(producer.Flush(Eventually.Deadline));

        _cluster.SetBrokerDown(-1);
        Send(producer, 25);

        Assert.True(producer.Flush(Eventually.Deadline));
        Assert.Equal((35, 10, 25, 0), (producer.Sent, producer.Acknowledged, producer.Failed, producer.InFlight));
        Assert.StartsWith("not_acknowledged: ", producer.Failure, StringComparison.Ordinal);
        Assert.Equal(1, down);
    }

    [Fact]
    public void A_message_that_the_client_refuses_has_failed()
    {
        using var producer = Create();
        producer.Send([1], new byte[2_000_000], Token);
        Send(producer, 1);

        Assert.True(producer.Flush(Eventually.Deadline));
        Assert.Equal((2, 1, 1), (producer.Sent, producer.Acknowledged, producer.Failed));
        Assert.StartsWith("message_too_large: ", producer.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_space_ends_when_it_is_cancelled()
    {
        using var producer = Create(timeout: TimeSpan.FromMinutes(5));
        _cluster.SetBrokerDown(-1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = Task.Run(() => Send(producer, 500_000, stop.Token), Token);
        await Eventually.HoldsAsync("the queue is full", () => producer.InFlight >= QueueSize);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WaitAsync(Eventually.Deadline));
        Assert.Equal((QueueSize, 0), (producer.Sent, producer.Acknowledged));
    }

    public void Dispose() => _cluster.Dispose();

    private static void Send(DirectProducer producer, int count, CancellationToken? stop = null)
    {
        for (var i = 0; i < count; i++)
            producer.Send([(byte)i, (byte)(i >> 8)], Encoding.UTF8.GetBytes($"{{\"number\":{i}}}"), stop ?? Token);
    }

    private DirectProducer Create(Action? down = null, TimeSpan? timeout = null) =>
        new(new() { BootstrapServers = _cluster.BootstrapServers }, new(), Topic, timeout ?? Short, down);
}
