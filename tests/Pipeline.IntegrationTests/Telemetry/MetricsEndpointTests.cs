using System.Globalization;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.IntegrationTests.Programs;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Telemetry;

namespace Pipeline.IntegrationTests.Telemetry;

/// <summary>What Prometheus gets from the programs.</summary>
public sealed class MetricsEndpointTests(TestServers servers)
{
    [Fact]
    public async Task A_consumer_shows_everything_that_a_consumer_has()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));
        await topics.SendRawAsync(ShopStreams.Orders, 0, "no event"u8.ToArray());
        var (environment, metrics) = Environment(database, topics);
        environment["CONSUMER_TOPIC"] = "orders";
        await using var consumer = RunningProgram.StartBuilt("Consumer", environment);

        var page = await ShowsAsync(metrics, MetricSource.Consumer, Instruments.DeadLetters.Name, Instruments.Faults.Name);
        using var http = new HttpClient();
        await Eventually.EqualsAsync((300, 300, 0), async () =>
        {
            page = await TryGetAsync(http, metrics);
            return (
                Sum(page, Of(Instruments.Applied.Name).PrometheusName),
                Sum(page, Of(Instruments.EffectDuration.Name).PrometheusSeries),
                Sum(page, Of(Instruments.ConsumerLag.Name).PrometheusName));
        }, "applied, timed, lag");

        Assert.Equal(3, Sum(page, Of(Instruments.AssignedPartitions.Name).PrometheusName));
        Assert.Contains("reason=\"not_json\"", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("\"u_[0-9]", page); // No key of an event is a label.
    }

    [Fact]
    public async Task A_producer_shows_everything_that_a_producer_has()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var shop = new ShopSample();
        await database.Writer(publish: false).WriteAsync(shop.Users, Token);
        await database.Writer(publish: false).WriteAsync(shop.Products, Token);
        var (environment, metrics) = Environment(database, topics);
        environment["ORDER_RATE"] = "50";
        await using var generator = RunningProgram.StartBuilt("RealtimeGenerator", environment);

        var page = await ShowsAsync(metrics, MetricSource.Producer);
        using var http = new HttpClient();
        // The series are there from the start; the first order may come after them.
        await Eventually.EqualsAsync((true, true), async () =>
        {
            page = await TryGetAsync(http, metrics);
            var sent = Sum(page, Of(Instruments.SentMessages.Name).PrometheusName);
            return (sent > 0, page.Contains("kind=\"order\"", StringComparison.Ordinal));
        }, "sent messages, orders among the generator's rows");
    }

    /// <summary>Asks until every metric of the source is there whose series does not depend on something that need not happen.</summary>
    private static async Task<string> ShowsAsync(Uri metrics, MetricSource source, params string[] besides)
    {
        using var http = new HttpClient();
        var wanted = Instruments.All.Where(
            m => m.Source.HasFlag(source) && m.Once is null && m.Source != (MetricSource.Producer | MetricSource.Consumer))
            .Concat([.. besides.Select(Of), Of(Instruments.RequestErrors.Name), Of(Instruments.RequestRetries.Name)]).ToList();
        var page = "";
        await Eventually.EqualsAsync("", async () =>
        {
            page = await TryGetAsync(http, metrics);
            return string.Join(' ', wanted.Where(m => !Lines(page, m.PrometheusSeries).Any()).Select(static m => m.Name));
        }, "every metric is shown");
        return page;
    }

    private static Metric Of(string name) => Instruments.All.Single(m => m.Name == name);

    private static async Task<string> TryGetAsync(HttpClient http, Uri metrics)
    {
        try
        {
            return await http.GetStringAsync(metrics, Token);
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private static double Sum(string page, string series) =>
        Lines(page, series).Sum(static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static IEnumerable<string> Lines(string page, string series) =>
        page.Split('\n').Where(
            line => line.StartsWith(series + "{", StringComparison.Ordinal) || line.StartsWith(series + " ", StringComparison.Ordinal));

    private static (Dictionary<string, string> Environment, Uri Metrics) Environment(TestDatabase database, TestTopics topics)
    {
        var port = FreePorts.One();
        var environment = TestEnvironment.Of(database, topics);
        environment["HEALTH_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return (environment, new($"http://127.0.0.1:{port}/metrics"));
    }
}
