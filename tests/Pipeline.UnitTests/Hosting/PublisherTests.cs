using Microsoft.Extensions.DependencyInjection;
using Pipeline.Streams.Delivery;
using Pipeline.Hosting.Composition;
using Pipeline.Kafka.Producing;

namespace Pipeline.UnitTests.Hosting;

/// <summary>What stands before the producer, as the settings say.</summary>
public sealed class PublisherTests
{
    [Fact]
    public async Task A_relay_has_the_producer_itself() => await HasAsync<EventProducer>(new Environment());

    [Fact]
    public async Task Writers_of_a_stream_go_in_convoys() => await HasAsync<ConvoyPublisher>(new Environment(("WRITE_MODE", "stream")));

    [Fact]
    public async Task Backpressure_stands_before_the_convoys() =>
        await HasAsync<BackpressuredPublisher>(new Environment(("WRITE_MODE", "stream"), ("KAFKA_MAX_LAG", "1000")));

    private static async Task HasAsync<T>(Environment environment)
    {
        var settings = environment.Read();
        await using var services = new ServiceCollection().AddLogging().AddPipeline(settings).AddShopWriter(settings).BuildServiceProvider();
        Assert.IsType<T>(services.GetRequiredService<IEventPublisher>());
    }
}
