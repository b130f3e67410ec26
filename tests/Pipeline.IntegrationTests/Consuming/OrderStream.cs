using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Kafka.Producing;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>The producer's side of a test, and what must be true when its consumers are done.</summary>
internal static class OrderStream
{
    public static async Task PublishAsync(TestTopics topics, params IReadOnlyList<EventMessage> events)
    {
        using var producer = new EventProducer(topics.Connection, new(), topics.Names, NullLogger<EventProducer>.Instance);
        Assert.Equal(new PublishResult(events.Count, null), await producer.PublishAsync(events, Token));
    }

    public static EventMessage[] NewOrders(int count) => [.. new ShopSample(users: 200).Orders(count).Select(o => ShopSample.Event(o))];

    /// <summary>Every event took effect once, and every offset is accounted for.</summary>
    public static async Task AppliedOnceAsync(TestDatabase database, TestTopics topics, int orders, int others = 0)
    {
        await Eventually.EqualsAsync(orders, () => database.CountAsync("orders"), "all orders are applied");
        await Eventually.EqualsAsync(
            orders + others,
            () => database.AskAsync<long>("SELECT coalesce(sum(next_offset - first_offset), 0)::bigint FROM consumer_progress"),
            "the progress is at the end");
        Assert.Equal(orders, await database.CountAsync("processed_events"));
        Assert.Equal(orders, await database.AskAsync<long>("SELECT sum(orders)::bigint FROM order_totals"));
        Assert.Equal(
            0, await database.CountAsync("consumer_progress WHERE next_offset - first_offset <> applied + duplicates + dead_lettered"));
        Assert.All(Enumerable.Range(0, 3), p => Assert.Equal(
            topics.End(ShopStreams.Orders, p).High,
            database.AskAsync<long>(
                $"SELECT coalesce(max(next_offset), 0) FROM consumer_progress WHERE partition = {p}").GetAwaiter().GetResult()));
    }
}
