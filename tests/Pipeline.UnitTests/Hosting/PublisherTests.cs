using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Resilience;
using Pipeline.Kafka.Producing;
using Pipeline.Shop;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;
using Pipeline.UnitTests.Simulation;

namespace Pipeline.UnitTests.Hosting;

/// <summary>The publishers that stand before the producer, as the settings say. No server answers.</summary>
public sealed class PublisherTests : IDisposable
{
    private static readonly List<EventMessage> Events = DirtEvents.Many(20);

    private readonly ScratchFolder _folder = new();
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<int> _lists = new();
    private readonly ActivityListener _listener;

    /// <summary>The producer begins a span for each list that it is handed; other tests' spans have links to other traces.</summary>
    public PublisherTests()
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == PipelineTracing.SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                if (activity.OperationName == "publish" && activity.Links.Any(l => l.Context.TraceId == _trace))
                    _lists.Enqueue(activity.Links.Count());
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", new[] { typeof(EventProducer) })]
    [InlineData("WRITE_MODE=stream", new[] { typeof(CoalescingPublisher), typeof(EventProducer) })]
    [InlineData("KAFKA_MAX_LAG=9", new[] { typeof(BackpressuredPublisher), typeof(EventProducer) })]
    [InlineData("DIRT=late:1", new[] { typeof(DirtyPublisher), typeof(EventProducer) })]
    [InlineData(
        "WRITE_MODE=stream KAFKA_MAX_LAG=9 DIRT=late:1",
        new[] { typeof(DirtyPublisher), typeof(BackpressuredPublisher), typeof(CoalescingPublisher), typeof(EventProducer) })]
    public async Task Events_pass_dirt_then_backpressure_then_coalescing_on_their_way_to_the_producer(string settings, Type[] expected)
    {
        await using var services = Services(settings);
        Assert.Equal(expected, Chain(services.GetRequiredService<IEventPublisher>()).Select(static p => p.GetType()));
        Assert.Same(services.GetRequiredService<EventProducer>(), Chain(services.GetRequiredService<IEventPublisher>()).Last());
    }

    [Fact]
    public async Task Backpressure_asks_for_the_progress_of_the_groups_once_the_producer_is_ahead_by_more_than_the_setting()
    {
        await using var services = Services("KAFKA_MAX_LAG=1000");
        var (publisher, producer) = (services.GetRequiredService<IEventPublisher>(), services.GetRequiredService<EventProducer>());
        producer.Published.Record("users", 0, offset: 999);
        Assert.Equal(1, await HandedOverAsync(publisher, lists: 1, handedOver: 1));
        producer.Published.Record("users", 0, offset: 1000);
        await Assert.ThrowsAsync<NpgsqlException>(() => PublishAsync(publisher));
    }

    [Theory]
    [InlineData("WRITE_MODE=outbox", 5)]
    [InlineData("WRITE_MODE=stream", 3)]
    public async Task Lists_of_a_stream_wait_for_a_free_publish_and_those_of_a_relay_do_not(string settings, int handedOver)
    {
        await using var services = Services(settings);
        Assert.Equal(handedOver, await HandedOverAsync(services.GetRequiredService<IEventPublisher>(), lists: 5, handedOver));
    }

    [Fact]
    public async Task A_list_that_backpressure_holds_back_takes_no_place_in_a_coalesced_publish()
    {
        await using var services = Services("WRITE_MODE=stream KAFKA_MAX_LAG=1000");
        var (publisher, producer) = (services.GetRequiredService<IEventPublisher>(), services.GetRequiredService<EventProducer>());
        await HandedOverAsync(publisher, lists: 3, handedOver: 3);
        producer.Published.Record("users", 0, offset: 1000);
        // Behind the coalescing publisher it would wait for one of the three publishes instead of reading from the database.
        await Assert.ThrowsAsync<NpgsqlException>(() => PublishAsync(publisher));
    }

    [Fact]
    public async Task Dirt_is_mixed_into_what_the_producer_is_handed()
    {
        await using var services = Services("DIRT=duplicate:50");
        await HandedOverAsync(services.GetRequiredService<IEventPublisher>(), lists: 1, handedOver: 1);
        Assert.InRange(Assert.Single(_lists), Events.Count + 1, 2 * Events.Count);
    }

    private static Task<PublishResult> PublishAsync(IEventPublisher publisher) =>
        publisher.PublishAsync(Events, Token).WaitAsync(Eventually.Deadline, Token);

    /// <summary>Publishes lists, none of which Kafka answers, and waits for those the producer is handed.</summary>
    private async Task<int> HandedOverAsync(IEventPublisher publisher, int lists, int handedOver)
    {
        List<EventMessage> traced = [.. Events.Select(e => e with { TraceParent = $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01" })];
        for (var list = 0; list < lists; list++)
            _ = publisher.PublishAsync(traced, CancellationToken.None);
        await Eventually.HoldsSoonAsync("the producer is handed the lists", () => _lists.Count >= handedOver);
        return _lists.Count;
    }

    private ServiceProvider Services(string settings)
    {
        var environment = new Environment(
            ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), ("POSTGRES_HOST", "127.0.0.1"), ("POSTGRES_PORT", "1"),
            ("DIRT_TRUTH", Path.Combine(_folder.Path, "dirt.json")));
        foreach (var pair in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static setting => setting.Split('=')))
            environment[pair[0]] = pair[1];
        var read = environment.Read();
        return new ServiceCollection().AddLogging().AddPipeline(read).AddShopWriter(read).BuildServiceProvider();
    }

    /// <summary>A publisher and those behind it: each decorator holds the next in a field.</summary>
    private static IEnumerable<IEventPublisher> Chain(IEventPublisher? publisher)
    {
        for (; publisher is not null; publisher = Next(publisher))
            yield return publisher;

        static IEventPublisher? Next(IEventPublisher of) => (IEventPublisher?)of.GetType()
            .GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .SingleOrDefault(static field => field.FieldType == typeof(IEventPublisher))?.GetValue(of);
    }
}
