using Benchmarks.Load;
using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>Rate of the pipeline's producer, used as the relay uses it.</summary>
internal static class ProducerRate
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>
    /// Sends records like those of kafka-producer-perf-test, of the same size and of random capital letters, with the key and headers of
    /// our events.
    /// </summary>
    /// <returns>Messages per second until the last is acknowledged.</returns>
    public static async Task<double> SendAsync(BenchmarkShop shop, int count, CancellationToken cancellationToken)
    {
        var messages = NewMessages(shop, Math.Min(count, 100_000));
        var clock = Stopwatch.StartNew();
        await TopicLoad.SendAsync(shop, Enumerable.Range(0, count).Select(i => messages[i % messages.Length]), cancellationToken);
        return count / clock.Elapsed.TotalSeconds;
    }

    private static EventMessage[] NewMessages(BenchmarkShop shop, int count)
    {
        var random = new SeededRandom(shop.Settings.Write.Seed);
        var messages = new EventMessage[count];
        var stream = ShopStreams.Products;
        for (var i = 0; i < count; i++)
        {
            var value = new byte[KafkaTools.RecordSize];
            for (var b = 0; b < value.Length; b++)
                value[b] = (byte)Letters[random.Next(Letters.Length)];
            messages[i] = new(
                stream, Encoding.UTF8.GetBytes($"p_{i}"), value, Guid.CreateVersion7(), stream.Created.Name, TraceParent: null);
        }

        return messages;
    }
}
