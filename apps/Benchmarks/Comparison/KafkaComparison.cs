using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>kafka_comparison: the same rows written without Kafka, through the outbox, and as a stream.</summary>
internal sealed class KafkaComparison(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "kafka_comparison";

    /// <summary>Users, and as many products, of a round.</summary>
    private const int DefaultRows = 50_000;

    private readonly List<string> _failures = [];

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        var rows = servers.Settings.Rows ?? DefaultRows;
        await WarmUpAsync(cancellationToken);
        var seeds = PipelineMode.All.ToDictionary(m => m, _ => new List<SeedResult>());
        var baseline = new List<(double RowsPerSecond, Latencies Latency)>();
        for (var round = 1; round <= servers.Settings.Rounds; round++)
        {
            report($"round {round} of {servers.Settings.Rounds}: {RowByRowBaseline.Name}");
            baseline.Add(await new RowByRowBaseline(servers).RunAsync(cancellationToken));
            foreach (var mode in PipelineMode.All)
            {
                report($"round {round} of {servers.Settings.Rounds}: {mode.Name}, {rows:N0} users and {rows:N0} products");
                var result = await new SeedRun(servers, network, rows).RunAsync(mode, _failures, cancellationToken);
                report($"  {result.RowsPerSecond:N0} rows/s, in effect after {result.EffectSeconds:0.0} s");
                seeds[mode].Add(result);
            }
        }

        var outages = await OutagesAsync(cancellationToken);
        List<ResultTable> tables = [SeedTable(rows, seeds, baseline), Ratios(seeds, baseline)];
        if (outages is not null)
            tables.Add(outages);
        return new()
        {
            Name = Name,
            Title = $"{rows:N0} users and {rows:N0} products, written without Kafka, through the outbox, and as a stream",
            Environment = environment.WithRounds(servers.Settings.Rounds),
            Tables = tables,
            Charts = [SpeedChart(seeds, baseline), LatencyChart(seeds)],
            Notes = Notes(outages is not null),
            Failures = _failures,
        };
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var run = new SeedRun(servers, network, rows: 5_000);
        foreach (var mode in PipelineMode.All)
        {
            report($"warming up: {mode.Name}");
            await run.RunAsync(mode, _failures, cancellationToken);
        }
    }

    private async Task<ResultTable?> OutagesAsync(CancellationToken cancellationToken)
    {
        if (servers.Settings.Outage == TimeSpan.Zero || servers.DatabaseControl is not { } database)
            return null;
        var lines = new List<ResultRow>();
        foreach (var mode in PipelineMode.All)
        {
            report($"{mode.Name}: the database is stopped for {servers.Settings.Outage.TotalSeconds:0} s in a burst of {OutageRun.Rate:0} rows/s");
            var r = await new OutageRun(servers, network).RunAsync(mode, database, _failures, cancellationToken);
            lines.Add(new(mode.Name,
            [
                new("rows due", "", [r.Due]), new("writes refused", "rows", [r.Refused]), new("lost", "rows", [r.Lost]),
                new("recovered after", "s", [r.RecoveredSeconds]),
            ]));
        }

        return new($"Database stopped for {servers.Settings.Outage.TotalSeconds:0} s in a burst of {OutageRun.Rate:0} users/s", "mode", lines);
    }

    private static ResultTable SeedTable(int rows, Dictionary<PipelineMode, List<SeedResult>> seeds, List<(double RowsPerSecond, Latencies Latency)> baseline)
    {
        var total = 2.0 * rows;
        List<ResultRow> lines = [.. PipelineMode.All.Select(m => SeedRow(m, seeds[m], total))];
        lines.Add(Baseline(RowByRowBaseline.Name, i => i switch
        {
            0 or 1 => [.. baseline.Select(b => b.RowsPerSecond)],
            3 => [.. baseline.Select(b => b.Latency.Milliseconds(50))],
            4 => [.. baseline.Select(b => b.Latency.Milliseconds(99))],
            5 => [.. baseline.Select(b => b.Latency.Milliseconds(100))],
            _ => [double.NaN],
        }));
        lines.Add(Baseline(CopyBaseline.Name, i => i == 0 ? [.. seeds[PipelineMode.Off].Select(s => s.CopiedPerSecond)] : [double.NaN]));
        return new("Seeding at full speed; latencies at a common rate", "mode", lines);

        ResultRow Baseline(string name, Func<int, IReadOnlyList<double>> rounds) =>
            new(name, [.. lines[0].Measurements.Select((f, i) => f with { Rounds = rounds(i) })]);
    }

    private static ResultRow SeedRow(PipelineMode mode, List<SeedResult> results, double rows)
    {
        return new(mode.Name,
        [
            Of("committed", "rows/s", r => r.RowsPerSecond),
            Of("acknowledged by Kafka", "rows/s", r => r.AcknowledgedPerSecond),
            Of("all in effect after", "s", r => r.EffectSeconds),
            Of("write p50", "ms", r => r.Latency.Milliseconds(50)) with { IsDetail = true },
            Of("write p99", "ms", r => r.Latency.Milliseconds(99)),
            Of("write max", "ms", r => r.Latency.Milliseconds(100)) with { IsDetail = true },
            Of("CPU of the clients", "s/million rows", r => r.Usage.ProcessSeconds / rows * 1e6) with { IsDetail = true },
            Of("CPU of the machine", "s/million rows", r => r.Usage.MachineSeconds / rows * 1e6),
            Of("WAL", "B/row", r => r.Usage.WalBytes / rows),
            Of("network", "B/row", r => r.Usage.NetworkBytes / rows) with { IsDetail = true },
        ]);

        Measurement Of(string name, string unit, Func<SeedResult, double> value) => new(name, unit, [.. results.Select(value)]);
    }

    private static ResultTable Ratios(Dictionary<PipelineMode, List<SeedResult>> seeds, List<(double RowsPerSecond, Latencies Latency)> baseline)
    {
        List<double> Of(Func<int, double> ratio) => [.. Enumerable.Range(0, baseline.Count).Select(ratio)];
        return new("Ratios within a round", "of",
        [
            new("outbox, acknowledged / row by row", [new("ratio", "", Of(i => seeds[PipelineMode.Outbox][i].AcknowledgedPerSecond / baseline[i].RowsPerSecond))]),
            new("outbox, acknowledged / Kafka off", [new("ratio", "", Of(i => seeds[PipelineMode.Outbox][i].AcknowledgedPerSecond / seeds[PipelineMode.Off][i].RowsPerSecond))]),
            new("outbox, committed / Kafka off", [new("ratio", "", Of(i => seeds[PipelineMode.Outbox][i].RowsPerSecond / seeds[PipelineMode.Off][i].RowsPerSecond))]),
            new("Kafka off / COPY", [new("ratio", "", Of(i => seeds[PipelineMode.Off][i].RowsPerSecond / seeds[PipelineMode.Off][i].CopiedPerSecond))]),
            new("stream, acknowledged / Kafka off", [new("ratio", "", Of(i => seeds[PipelineMode.Stream][i].RowsPerSecond / seeds[PipelineMode.Off][i].RowsPerSecond))]),
        ]);
    }

    private static BarChart SpeedChart(Dictionary<PipelineMode, List<SeedResult>> seeds, List<(double RowsPerSecond, Latencies Latency)> baseline) => new(
        "Rows a second until Kafka has acknowledged (Kafka off: until committed)", "rows/s",
        [
            .. PipelineMode.All.Select(m => (m.Name, new Measurement("rate", "rows/s", [.. seeds[m].Select(r => m.EventsHaveEffect ? r.AcknowledgedPerSecond : r.RowsPerSecond)]))),
            (RowByRowBaseline.Name, new Measurement("rate", "rows/s", [.. baseline.Select(b => b.RowsPerSecond)])),
            (CopyBaseline.Name, new Measurement("rate", "rows/s", [.. seeds[PipelineMode.Off].Select(s => s.CopiedPerSecond)])),
        ]);

    private static XyChart LatencyChart(Dictionary<PipelineMode, List<SeedResult>> seeds)
    {
        double[] percentiles = [50, 75, 90, 95, 99, 99.9, 100];
        return new(
            $"Latency of a write at {SeedRun.LatencyRate:N0} rows/s, from its intended start", "percentile", "ms",
            [
                .. PipelineMode.All.Select(m => new XySeries(
                    m.Name, percentiles, [.. percentiles.Select(p => new Measurement("", "", [.. seeds[m].Select(r => r.Latency.Milliseconds(p))]).Median)])),
            ])
        {
            XAxis = AxisKind.Percentile,
            YAxis = AxisKind.Logarithmic,
        };
    }

    private static List<string> Notes(bool outages) =>
    [
        "Seeding is the product's own seeder: rows are generated, written in transactions of SEED_BATCH rows by three writers, and with Kafka consumed by three members a group at the same time, all in this process.",
        $"Latency of a write: {SeedRun.LatencyRate:N0} users a second for 5 s, from the moment each was due; stream: until Kafka has acknowledged. Row by row: of a row at full speed, one after another.",
        "COPY: what the round without Kafka has written, once more, into tables like users and products with their primary keys; nothing is generated or looked up for it.",
        "CPU of the clients is this process: writer, relay and consumers. CPU of the machine adds whatever else runs on it, the servers too where they do.",
        "Network is what this process sends to and receives from brokers and database. WAL is the database server's.",
        "Row by row: SaveChanges for every row, then an awaited ProduceAsync with the client's default linger of 5 ms, which every row waits. It loses an event when the process dies between the two.",
        outages
            ? "Database stopped: one run a mode, each write tried once. A write whose connection broke counts as refused although it may have been committed. Recovery counts from the moment the server was told to start; the burst goes on for two seconds of it, and it includes what an open breaker waits (BREAKER_OPEN_SECONDS)."
            : "The part with the stopped database is left out: set BENCHMARK_OUTAGE_SECONDS above 0 and, for a given server, BENCHMARK_DATABASE_STOP and BENCHMARK_DATABASE_START to commands that stop and start the server.",
    ];
}
