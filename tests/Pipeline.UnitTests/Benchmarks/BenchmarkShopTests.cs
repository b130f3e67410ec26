using Benchmarks.Servers;
using Pipeline.Hosting.Settings;
using Pipeline.Shop.Settings;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class BenchmarkShopTests
{
    [Fact]
    public void A_benchmark_creates_and_deletes_only_topics_of_its_own()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KAFKA_GROUP_PREFIX"] = "run_1.",
            ["KAFKA_TOPIC_USERS"] = "run_1.users",
            ["KAFKA_TOPIC_PRODUCTS"] = "run_1.products",
            ["KAFKA_TOPIC_ORDERS"] = "run_1.orders",
        };
        var kafka = new PipelineSettings(ShopSettings.Domain, settings.GetValueOrDefault).Kafka;

        Assert.Contains(kafka.DeclaredTopics, static t => t.Name == "music-streaming-events");
        Assert.Equal(
            ["run_1.orders", "run_1.orders.dlq", "run_1.products", "run_1.products.dlq", "run_1.users", "run_1.users.dlq"],
            BenchmarkShop.OwnTopics(kafka).Select(static t => t.Name).Order(StringComparer.Ordinal));
    }
}
