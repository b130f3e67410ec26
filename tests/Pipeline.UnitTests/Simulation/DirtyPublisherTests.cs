using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Simulation;

public sealed class DirtyPublisherTests : IDisposable
{
    private const int Count = 300;

    private static readonly DirtRates Rates = new(DirtKinds.All.ToDictionary(static k => k, static _ => 10.0));
    private static readonly TopicNames Topics = new(
        ShopStreams.Registry, new Dictionary<string, string> { ["orders"] = "shop.orders" });

    private static readonly List<EventMessage> Events = DirtEvents.Many(Count);

    private readonly string _path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "dirt.json");
    private readonly Acknowledging _kafka = new();
    private readonly DirtTruthFile _truth;
    private readonly DirtyPublisher _publisher;

    public DirtyPublisherTests()
    {
        _truth = DirtTruthFile.Open(_path, 7, Rates);
        var mixer = new DirtMixer(
            Rates, ShopStreams.Registry.All.ToDictionary(static t => t, static _ => 3), new SeededRandom(7), TimeProvider.System);
        _publisher = new(_kafka, mixer, Topics.Of, _truth, NullLogger<DirtyPublisher>.Instance);
    }

    public void Dispose()
    {
        _truth.Dispose();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }

    [Fact]
    public async Task The_truth_counts_what_was_acknowledged_by_topic_and_kind()
    {
        Assert.Equal(new(Count, null), await _publisher.PublishAsync(Events, default));
        Assert.Equal(new(Count, null), await _publisher.PublishAsync(Events, default)); // Now there is something to be stale.
        var truth = DirtTruth.Read(_path)!;
        Assert.Equal((2 * Count, 7, "duplicate:10,late:10,out_of_order:10,stale:10,poison:10"), (truth.Events, truth.Seed, truth.Settings));
        Assert.Equal(Counted(_kafka.Sent), Counted(truth));
        Assert.Equal(["products", "shop.orders", "users"], truth.Dirt.Keys.Order(StringComparer.Ordinal));
        Assert.All(truth.Dirt.Values, static kinds => Assert.Equal(5, kinds.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(250)]
    [InlineData(330)]
    public async Task After_a_failure_nothing_counts_that_is_not_surely_acknowledged(int room)
    {
        _kafka.Room = room;
        var result = await _publisher.PublishAsync(Events, default);
        Assert.Equal("full", result.Failure);
        Assert.Equal(room, _kafka.Sent.Count);
        var arrived = _kafka.Sent.Where(static m => m.Dirt is null or "late" or "out_of_order").Select(static m => m.EventId).ToHashSet();
        Assert.Equal(Events.TakeWhile(m => arrived.Contains(m.EventId)).Count(), result.Acknowledged);
        Assert.True(result.Acknowledged < Count);
        Assert.Equal(Counted(_kafka.Sent), Counted(DirtTruth.Read(_path)!));
    }

    [Fact]
    public async Task A_publisher_that_is_told_to_stop_sends_late_events_without_delay()
    {
        using var stop = new CancellationTokenSource();
        _kafka.Before = stop.Cancel;
        var result = await _publisher.PublishAsync(Events, stop.Token);
        Assert.Equal(new(Count, null), result);
        Assert.Contains(_kafka.Sent, static m => m.Dirt == "late");
    }

    private static Dictionary<string, int> Counted(List<EventMessage> sent) => sent.Where(static m => m.Dirt is not null)
        .CountBy(static m => $"{Topics.Of(m.Stream)} {m.Dirt}").ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, int> Counted(DirtTruth truth) => truth.Dirt
        .SelectMany(static t =>
            t.Value.Select(k => KeyValuePair.Create($"{t.Key} {k.Key}", (int)k.Value))).ToDictionary(StringComparer.Ordinal);

    /// <summary>Acknowledges as many messages as there is room for.</summary>
    private sealed class Acknowledging : IEventPublisher
    {
        public List<EventMessage> Sent { get; } = [];

        public int Room { get; set; } = int.MaxValue;

        public Action Before { get; set; } = static () => { };

        public Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
        {
            Before();
            var taken = Math.Min(messages.Count, Room - Sent.Count);
            Sent.AddRange(messages.Take(taken));
            return Task.FromResult(new PublishResult(taken, taken == messages.Count ? null : "full"));
        }
    }
}
