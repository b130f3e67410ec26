using Benchmarks.Comparison;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;
using Pipeline.Streams.Definitions;

namespace Benchmarks.Limits;

/// <summary>limits: each part of the pipeline beside what the servers do without it, in one run.</summary>
internal sealed class LimitsBenchmark(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "limits";

    /// <summary>Orders of a round.</summary>
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
            Charts = [new BarChart("Rows or messages a second", "/s", [.. _rates.Where(r => r.Value.Count > 0 && r.Key is not (Start or Memory or OwnMemory)).Select(r => (r.Key, new Measurement("rate", "/s", r.Value)))])],
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
    private const string OwnMemory = "memory of its own";

    private async Task RoundAsync(int rows, Action<string> report, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(PipelineMode.Stream.Settings, cancellationToken);
        if (!servers.EmbedsKafka && KafkaTools.Of(shop, servers.Settings) is { } tools)
        {
            report(ProducerTool);
            Add(ProducerTool, await tools.ProduceAsync(shop.Settings.Kafka.Topics.Users, rows, shop, cancellationToken));
        }

        // The stand-in for Kafka forgets what nobody reads.
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
        // Or their vacuum would run beside the sink.
        await DirectWrites.DropTablesAsync(shop, cancellationToken);
        if (!servers.EmbedsKafka)
            await ConsumersAsync(shop, rows, report, cancellationToken);
    }

    private async Task ConsumersAsync(BenchmarkShop shop, int rows, Action<string> report, CancellationToken cancellationToken)
    {
        var topic = shop.Settings.Kafka.Topics.Orders;
        if (KafkaTools.Of(shop, servers.Settings) is { } tools)
        {
            report(ConsumerTool);
            Add(ConsumerTool, await tools.ConsumeAsync(topic, rows, cancellationToken));
        }

        report(Reading);
        Add(Reading, await ConsumerRate.ReadingAsync(shop, network, rows, cancellationToken));
        await ForgetAsync(shop, cancellationToken);
        report(Sink);
        Add(Sink, await ConsumerRate.ApplyingAsync(shop, network, rows, cancellationToken));
        _failures.AddRange(await ProofOfEffectAsync(shop, rows, cancellationToken));
        await ForgetAsync(shop, cancellationToken);
        report("one consumer as a process of its own");
        var figures = await ConsumerProcess.RunAsync(shop, servers, rows, cancellationToken);
        Add(Start, figures.StartSeconds);
        Add(Memory, figures.PeakMegabytes);
        Add(OwnMemory, figures.PeakOwnMegabytes);
    }

    /// <summary>Fills the topic of orders.</summary>
    /// <returns>The same number of orders as batches, for the writes that need no broker.</returns>
    private async Task<IReadOnlyList<OrderBatch>> LoadAsync(BenchmarkShop shop, int rows, CancellationToken cancellationToken)
    {
        using var orders = new OrderSource(new(shop.Settings.Write.Seed));
        if (!servers.EmbedsKafka)
            await TopicLoad.SendOrdersAsync(shop, orders, rows, cancellationToken);
        return DirectWrites.Parse([.. Enumerable.Range(0, rows).Select(_ => orders.NextEvent().Value)], shop.Settings.Consumer.Batch);
    }

    /// <summary>What the verification of a whole system says, of the orders alone: the other topics hold the tools' records.</summary>
    private static async Task<List<string>> ProofOfEffectAsync(BenchmarkShop shop, long rows, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        await ExpectAsync("orders", "SELECT count(*) FROM orders");
        await ExpectAsync("events in the ledger", "SELECT count(*) FROM processed_events");
        await ExpectAsync("orders in order_totals", "SELECT coalesce(sum(orders), 0)::bigint FROM order_totals");
        if (await shop.AskAsync<bool>("SELECT (SELECT sum(revenue) FROM order_totals) IS DISTINCT FROM (SELECT sum(total_amount) FROM orders)", cancellationToken))
            failures.Add($"{Sink}: the revenue of order_totals is not the sum over the orders.");
        return failures;

        async Task ExpectAsync(string what, string sql)
        {
            var found = await shop.AskAsync<long>(sql, cancellationToken);
            if (found != rows)
                failures.Add($"{Sink}: {rows:N0} events were sent, and there are {found:N0} {what}.");
        }
    }

    /// <summary>The next consumers begin with the first event again, in an empty database.</summary>
    private static Task ForgetAsync(BenchmarkShop shop, CancellationToken cancellationToken) =>
        shop.ExecuteAsync("TRUNCATE consumer_progress, orders, processed_events, order_totals", cancellationToken);

    private void Add(string what, double rate)
    {
        if (!_rates.TryGetValue(what, out var rates))
            _rates[what] = rates = [];
        rates.Add(rate);
    }

    private ResultTable RateTable() => new("Rates", "what",
        [.. new[] { ProducerTool, Producing, ConsumerTool, Reading, Copy, Unnest, Sink }.Where(_rates.ContainsKey).Select(w => new ResultRow(w, [new("rate", "/s", _rates[w])]))]);

    private ResultTable RatioTable()
    {
        (string, string)[] pairs = [(Producing, ProducerTool), (Reading, ConsumerTool), (Sink, Copy), (Sink, Unnest), (Unnest, Copy)];
        return new("Ratios within a round", "of", [.. pairs.Where(p => _rates.ContainsKey(p.Item1) && _rates.ContainsKey(p.Item2)).Select(p =>
            new ResultRow($"{p.Item1} / {p.Item2}", [new("ratio", "", [.. _rates[p.Item1].Zip(_rates[p.Item2], (ours, limit) => ours / limit)])]))]);
    }

    private IEnumerable<ResultTable> ProcessTable()
    {
        if (_rates.TryGetValue(Start, out var start) && _rates.TryGetValue(Memory, out var memory) && _rates.TryGetValue(OwnMemory, out var own))
        {
            yield return new("One consumer as a process of its own, working off the topic", "of",
                [new("consumer of orders", [new("ready to poll after", "s", start), new("largest working set", "MB", memory), new("without mapped files", "MB", own)])]);
        }
    }

    private List<string> Notes() =>
    [
        $"Producers: records of {KafkaTools.RecordSize} B of random capital letters, until the last is acknowledged by all in-sync replicas. Ours also carry a key and the headers event-id and event-type, and are sent by four lanes in lists of 10,000, as the relay sends but for longer lists. Kafka's tool is a Java program that starts anew each round; ours has been compiled by then.",
        "Consumers: from the first batch to the last; joining the group is not counted. Ours are three members that parse every event; Kafka's tool is one consumer that parses nothing.",
        "COPY and unnest write the same orders into a table like orders with its primary key, without broker, ledger, totals or progress. The sink does all of it, in one transaction a batch.",
        "The working set of a consumer holds up to 4 MB that librdkafka has fetched ahead.",
        .. servers.EmbedsKafka ? ["The stand-in for Kafka keeps 5 MiB a partition and forgets the rest: what needs a full topic is left out. Set KAFKA_BOOTSTRAP_SERVERS to brokers."] : Array.Empty<string>(),
        .. servers.Settings.KafkaTools is null ? ["Kafka's own tools are left out: set BENCHMARK_KAFKA_TOOLS to where they are, such as /opt/kafka/bin/."] : Array.Empty<string>(),
    ];
}
