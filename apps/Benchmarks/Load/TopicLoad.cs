using Benchmarks.Servers;

namespace Benchmarks.Load;

/// <summary>Sends messages with the pipeline's producer as the relay does: lists of 10,000, one list per outbox shard at a time.</summary>
internal static class TopicLoad
{
    private const int ListLength = 10_000;

    public static EventProducer NewProducer(PipelineSettings settings) =>
        new(settings.Kafka.Connection, settings.Kafka.Producer, settings.Kafka.Topics, NullLogger<EventProducer>.Instance);

    /// <summary>Sends new orders to the topic of orders.</summary>
    public static Task SendOrdersAsync(BenchmarkShop shop, OrderSource orders, int count, CancellationToken cancellationToken) =>
        SendAsync(shop, Enumerable.Range(0, count).Select(_ => orders.NextEvent()), cancellationToken);

    /// <summary>Sends the messages and returns when Kafka has acknowledged all of them.</summary>
    public static async Task SendAsync(BenchmarkShop shop, IEnumerable<EventMessage> messages, CancellationToken cancellationToken)
    {
        using var producer = NewProducer(shop.Settings);
        var sending = new List<Task>();
        foreach (var list in messages.Chunk(ListLength))
        {
            sending.Add(SendAsync(producer, list, cancellationToken));
            if (sending.Count < OutboxShard.Count)
                continue;
            sending.Remove(await Task.WhenAny(sending));
        }

        await Task.WhenAll(sending);
    }

    private static async Task SendAsync(EventProducer producer, EventMessage[] messages, CancellationToken cancellationToken)
    {
        var result = await Task.Run(() => producer.PublishAsync(messages, cancellationToken), cancellationToken);
        if (result.Failure is { } failure)
            throw new InvalidOperationException($"The brokers did not acknowledge all messages: {failure}");
    }
}
