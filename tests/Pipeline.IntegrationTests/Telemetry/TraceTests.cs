using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Producing;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Telemetry;

/// <summary>
/// The trace of one order, over the processes that it goes through; here they are parts of one, joined by database and Kafka alone.
/// </summary>
public sealed class TraceTests(TestServers servers)
{
    private const int Several = 40;

    private static readonly string[] Way = ["commit orders", "process orders", "send orders", "write orders"];

    [Theory]
    [InlineData(1)]
    [InlineData(Several)]
    public async Task One_order_is_followed_by_its_trace_id_from_the_writer_to_the_commit(int orders)
    {
        using var spans = new CollectedSpans();
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var member = new RunningMember(database, topics, ShopStreams.Orders);
        var shop = new ShopSample();
        await using var relay = new RunningRelay(database, topics);

        var trace = await WriteAsync(shop.Orders(orders), database.Writer());
        await OrderStream.AppliedOnceAsync(database, topics, orders);
        await Eventually.HoldsAsync(
            "the consumer's spans have ended", () => spans.Of(trace).Count(static s => s.OperationName == "process orders") == orders);

        var found = spans.Of(trace);
        Assert.Equal(Way, found.Select(static s => s.OperationName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(found.Where(static s => s.OperationName == "send orders"), s =>
            Assert.Equal(Single(found, "write orders").SpanId, s.ParentSpanId));
        Assert.All(found.Where(static s => s.OperationName == "commit orders"), s =>
            Assert.Contains(found, p => p.OperationName == "process orders" && p.SpanId == s.ParentSpanId));
        Assert.Equal(orders, found.Count(static s => s.OperationName == "commit orders"));
    }

    [Fact]
    public async Task The_batches_that_carried_it_are_linked_to_it()
    {
        using var spans = new CollectedSpans();
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var member = new RunningMember(database, topics, ShopStreams.Orders);
        await using var relay = new RunningRelay(database, topics);

        var trace = await WriteAsync(new ShopSample().Orders(1), database.Writer());
        await Eventually.HoldsAsync("the batch has ended", () => Linked(spans, "process orders batch", trace) is not null);

        var process = Single(spans.Of(trace), "process orders");
        var batch = Linked(spans, "process orders batch", trace)!;
        Assert.Equal(batch.SpanId, Assert.Single(process.Links).Context.SpanId);
        Assert.NotEqual(trace, batch.TraceId);
        Assert.Equal(trace, Linked(spans, "publish", trace)!.Links.First().Context.TraceId);
        // What the sink really does is the batch's.
        Assert.Contains(spans.All, s => s.OperationName == "apply" && s.ParentSpanId == batch.SpanId);
    }

    [Fact]
    public async Task An_order_written_to_Kafka_alone_has_the_same_trace()
    {
        using var spans = new CollectedSpans();
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var member = new RunningMember(database, topics, ShopStreams.Orders);
        using var producer = new EventProducer(topics.Connection, new(), topics.Names, NullLogger<EventProducer>.Instance);

        var trace = await WriteAsync(new ShopSample().Orders(1), new Kafka.Producing.StreamWriter(producer, TimeProvider.System));
        await Eventually.HoldsAsync(
            "the consumer's span has ended", () => spans.Of(trace).Any(static s => s.OperationName == "process orders"));

        Assert.Equal(
            ["commit orders", "process orders", "publish", "send orders", "write orders"],
            spans.Of(trace).Select(static s => s.OperationName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_trace_that_nobody_records_is_not_passed_on()
    {
        using var spans = new CollectedSpans(ActivitySamplingResult.PropagationData);
        await using var database = await servers.Postgres.DatabaseAsync();
        using var writer = new Activity("not recorded").Start();
        await database.Writer().WriteAsync(new ShopSample().Orders(1), Token);
        await database.Writer().WriteAsync(new ShopSample().Orders(Several), Token);
        Assert.Equal(0, await database.CountAsync("outbox WHERE trace_parent IS NOT NULL"));
    }

    [Fact]
    public async Task A_refused_order_ends_its_trace_with_the_reason()
    {
        using var spans = new CollectedSpans();
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var member = new RunningMember(database, topics, ShopStreams.Orders);
        var trace = ActivityTraceId.CreateRandom();

        await topics.SendAsync(topics.Names.Of(ShopStreams.Orders), 0, new Confluent.Kafka.Message<byte[], byte[]>
        {
            Key = "k"u8.ToArray(),
            Value = "no event"u8.ToArray(),
            Headers = new() { { "traceparent", Encoding.ASCII.GetBytes($"00-{trace}-{ActivitySpanId.CreateRandom()}-01") } },
        });
        await Eventually.HoldsAsync("the span has ended", () => spans.Of(trace).Any(static s => s.OperationName == "process orders"));

        var process = Single(spans.Of(trace), "process orders");
        Assert.Equal((ActivityStatusCode.Error, "dead-lettered: not_json"), (process.Status, process.StatusDescription));
    }

    /// <summary>Writes within a trace of its own, as a request to a shop would.</summary>
    private static async Task<ActivityTraceId> WriteAsync(Order[] orders, IRecordWriter writer)
    {
        Activity.Current = null;
        using var request = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        await writer.WriteAsync(orders, Token);
        return request.TraceId;
    }

    private static Activity Single(IEnumerable<Activity> spans, string name) => Assert.Single(spans, s => s.OperationName == name);

    private static Activity? Linked(CollectedSpans spans, string name, ActivityTraceId trace) =>
        spans.All.FirstOrDefault(s => s.OperationName == name && s.Links.Any(l => l.Context.TraceId == trace));

    /// <summary>The relay, as the producer has it.</summary>
    private sealed class RunningRelay : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly EventProducer _producer;
        private readonly Task _run;

        public RunningRelay(TestDatabase database, TestTopics topics)
        {
            _producer = new(topics.Connection, new(), topics.Names, NullLogger<EventProducer>.Instance);
            // Of no trace: it is another process.
            Activity.Current = null;
            _run = new OutboxRelay(database.Source, ShopStreams.Registry, _producer, NullLogger<OutboxRelay>.Instance)
                .RunAsync(_stop.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(Eventually.Deadline);
            _producer.Dispose();
            _stop.Dispose();
        }
    }
}
