using Pipeline.Streams.Shop;

namespace Pipeline.Hosting.Options;

/// <summary>CONSUMER_… .</summary>
/// <param name="Stream">CONSUMER_TOPIC: users, products or orders; null when it is not set.</param>
/// <param name="Batch">CONSUMER_BATCH (1,000): most events of one transaction, 1–10,000.</param>
public sealed record ConsumerOptions(ShopTopic? Stream, int Batch)
{
    internal static ConsumerOptions Read(SettingsReader reader) => new(
        reader.Choice<ShopTopic?>(
            "CONSUMER_TOPIC", null, ("users", ShopTopic.Users), ("products", ShopTopic.Products), ("orders", ShopTopic.Orders)),
        reader.Number("CONSUMER_BATCH", 1000, 1, 10_000, "a number of events"));
}
