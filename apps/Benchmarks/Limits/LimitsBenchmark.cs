using Benchmarks.Comparison;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>limits: measures each part of the pipeline and what the servers do without the pipeline, in one run.</summary>
internal sealed class LimitsBenchmark(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "limits";

    /// <summary>Orders per round.</summary>
    private const int DefaultRows = 500_000;

    private readonly List<string> _failures = [];
    private readonly Dictionary<string, List<double>> _rates = new(StringComparer.Ordinal);

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        var rows = servers.Settings.Rows ?? DefaultRows;
        await RoundAsync(Math.Min(rows, 50_000), what => report($"warming up: {what}"), cancellationToken);
        _rates.Clear();
        for (var round = 1; round <= servers.Settings.Rounds; round++)
            await RoundAsync(rows, what => report($"round {round} of {servers.Settings.Rounds}: {what}"), cancellationToken);
        return new()
        {
            Name = Name,
            Title = $"Producer, sink and consumer beside their limits, {rows:N0} orders a round",
            Environment = environment.WithRounds(servers.Settings.Rounds),
            Tables = [RateTable(), RatioTable(), .. ProcessTable()],
            Charts = [new BarChart("Rows or messages per second", "/s", [.. Bars()])],
            Notes = Notes(),
            Failures = _failures,
        };
    }

    private const string Copy = CopyBaseline.Name;
    private const string Unnest = "unnest upsert alone, three sessions";
    private const string Sink = "our sink: topic to database";
    private const string Reading = "our consumer: read and parse";
    private const string ConsumerTool = "kafka-consumer-perf-test";
    private const string Producing = "our producer";
    private const string ProducerTool = "kafka-producer-perf-test";
    private const string Start = "start";
    private const string Memory = "memory";
    private const string PrivateMemory = "private memory";

    private async Task RoundAsync(int rows, Action<string> report, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(PipelineMode.Stream.Settings, cancellationToken);
        if (!servers.EmbedsKafka && KafkaTools.Of(shop, servers.Settings) is { } tools)
        {
            report(ProducerTool);
            var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Users);
            Add(ProducerTool, await tools.ProduceAsync(topic, rows, shop, cancellationToken));
        }

        // The mock cluster deletes messages that are not consumed.
        if (!servers.EmbedsKafka)
        {
            report(Producing);
            Add(Producing, await ProducerRate.SendAsync(shop, rows, cancellationToken));
        }

        var events = await LoadAsync(shop, rows, cancellationToken);
        report(Copy);
        Add(Copy, await DirectWrites.CopyAsync(shop, events, cancellationToken));
        report(Unnest);
        Add(Unnest, await DirectWrites.UnnestAsync(shop, events, cancellationToken));
        // Otherwise their vacuum would run during the measurement of the sink.
        await DirectWrites.DropTablesAsync(shop, cancellationToken);
        if (!servers.EmbedsKafka)
            await ConsumersAsync(shop, rows, report, cancellationToken);
    }

    private async Task ConsumersAsync(BenchmarkShop shop, int rows, Action<string> report, CancellationToken cancellationToken)
    {
        var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Orders);
        if (KafkaTools.Of(shop, servers.Settings) is { } tools)
        {
            report(ConsumerTool);
            Add(ConsumerTool, await tools.ConsumeAsync(topic, rows, cancellationToken));
        }

        report(Reading);
        Add(Reading, await ConsumerRate.ReadingAsync(shop, network, rows, cancellationToken));
        await ResetConsumersAsync(shop, cancellationToken);
        report(Sink);
        Add(Sink, await ConsumerRate.ApplyingAsync(shop, network, rows, cancellationToken));
        _failures.AddRange(await VerifyOrdersAsync(shop, rows, cancellationToken));
        await ResetConsumersAsync(shop, cancellationToken);
        report("one consumer in its own process");
        var footprint = await ConsumerProcess.RunAsync(shop, servers, rows, cancellationToken);
        Add(Start, footprint.StartSeconds);
        Add(Memory, footprint.PeakMegabytes);
        Add(PrivateMemory, footprint.PeakPrivateMegabytes);
    }

    /// <summary>Fills the topic of orders.</summary>
    /// <returns>As many orders as batches, for writes without a broker.</returns>
    private async Task<IReadOnlyList<EventBatch>> LoadAsync(BenchmarkShop shop, int rows, CancellationToken cancellationToken)
    {
        using var orders = new OrderSource(new(shop.Settings.Write.Seed));
        if (!servers.EmbedsKafka)
            await TopicLoad.SendOrdersAsync(shop, orders, rows, cancellationToken);
        return DirectWrites.Parse([.. Enumerable.Range(0, rows).Select(_ => orders.NextEvent().Value)], shop.Settings.Consumer.Batch);
    }

    /// <summary>Verifies the orders only. A complete verification would fail: the other topics contain the tools' records.</summary>
    private static async Task<List<string>> VerifyOrdersAsync(BenchmarkShop shop, long rows, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        await ExpectAsync("orders", "SELECT count(*) FROM orders");
        await ExpectAsync("processed events", "SELECT count(*) FROM processed_events");
        await ExpectAsync("orders in order_totals", "SELECT coalesce(sum(orders), 0)::bigint FROM order_totals");
        const string Compare = "SELECT (SELECT sum(revenue) FROM order_totals) IS DISTINCT FROM (SELECT sum(total_amount) FROM orders)";
        if (await shop.AskAsync<bool>(Compare, cancellationToken))
            failures.Add($"{Sink}: the revenue in order_totals differs from the sum over the orders.");
        return failures;

        async Task ExpectAsync(string what, string sql)
        {
            var found = await shop.AskAsync<long>(sql, cancellationToken);
            if (found != rows)
                failures.Add($"{Sink}: {rows:N0} events were sent, but there are {found:N0} {what}.");
        }
    }

    /// <summary>Empties the database, so that the next consumers start at the first event.</summary>
    private static Task ResetConsumersAsync(BenchmarkShop shop, CancellationToken cancellationToken) =>
        shop.ExecuteAsync("TRUNCATE consumer_progress, orders, processed_events, order_totals", cancellationToken);

    private void Add(string what, double rate)
    {
        if (!_rates.TryGetValue(what, out var rates))
            _rates[what] = rates = [];
        rates.Add(rate);
    }

    private ResultTable RateTable() => new("Rates", "what",
    [
        .. new[] { ProducerTool, Producing, ConsumerTool, Reading, Copy, Unnest, Sink }
            .Where(_rates.ContainsKey)
            .Select(name => new ResultRow(name, [new("rate", "/s", _rates[name])])),
    ]);

    private ResultTable RatioTable()
    {
        (string Part, string Limit)[] pairs =
            [(Producing, ProducerTool), (Reading, ConsumerTool), (Sink, Copy), (Sink, Unnest), (Unnest, Copy)];
        return new("Ratios within a round", "of",
        [
            .. pairs.Where(p => _rates.ContainsKey(p.Part) && _rates.ContainsKey(p.Limit))
                .Select(p => new ResultRow($"{p.Part} / {p.Limit}", [new("ratio", "", Ratios(p.Part, p.Limit))])),
        ]);

        List<double> Ratios(string part, string limit) => [.. _rates[part].Zip(_rates[limit], (p, l) => p / l)];
    }

    private IEnumerable<ResultTable> ProcessTable()
    {
        if (!_rates.TryGetValue(Start, out var start))
            yield break;
        yield return new("One consumer as a process of its own, working off the topic", "of",
        [
            new("consumer of orders",
            [
                new("ready to poll after", "s", start),
                new("largest working set", "MB", _rates[Memory]),
                new("without mapped files", "MB", _rates[PrivateMemory]),
            ]),
        ]);
    }

    private IEnumerable<(string, Measurement)> Bars() => _rates
        .Where(r => r.Value.Count > 0 && r.Key is not (Start or Memory or PrivateMemory))
        .Select(r => (r.Key, new Measurement("rate", "/s", r.Value)));

    private List<string> Notes() =>
    [
        $"Producers send records of {KafkaTools.RecordSize} B of random capital letters until all in-sync replicas have acknowledged the "
            + "last. Our records also have a key and the headers event-id and event-type; four outbox shards send them in lists of 10,000, "
            + "as the relay does with shorter lists. Kafka's tool is a Java program that is started in every round; our code is "
            + "compiled by then.",
        "Consumers: from the first batch to the last; joining the group is not counted. Ours are three members that parse every event; "
            + "Kafka's tool is one consumer that parses nothing.",
        "COPY and unnest write the same orders to a table like orders with its primary key, without broker, processed events, totals or "
            + "progress. The sink does all of this, in one transaction per batch.",
        "The working set of a consumer includes up to 4 MB that librdkafka has prefetched.",
        .. servers.EmbedsKafka
            ?
            [
                "The mock cluster keeps 5 MiB per partition, so the measurements that need a full topic were left out. To run them, set "
                    + "KAFKA_BOOTSTRAP_SERVERS to brokers.",
            ]
            : Array.Empty<string>(),
        .. servers.Settings.KafkaTools is null
            ? ["Kafka's tools were left out. To run them, set BENCHMARK_KAFKA_TOOLS to their folder, such as /opt/kafka/bin/."]
            : Array.Empty<string>(),
    ];
}
