using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>kafka_comparison: writes the same rows without Kafka, through the outbox, and as a stream.</summary>
internal sealed class KafkaComparison(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "kafka_comparison";

    /// <summary>Users per round, and as many products.</summary>
    private const int DefaultRows = 50_000;

    private readonly List<string> _failures = [];

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        var rows = servers.Settings.Rows ?? DefaultRows;
        await WarmUpAsync(cancellationToken);
        var tables = new SeedTables(rows);
        for (var round = 1; round <= servers.Settings.Rounds; round++)
        {
            report($"round {round} of {servers.Settings.Rounds}: {RowByRowBaseline.Name}");
            tables.AddBaseline(await new RowByRowBaseline(servers).RunAsync(cancellationToken));
            foreach (var mode in PipelineMode.All)
            {
                report($"round {round} of {servers.Settings.Rounds}: {mode.Name}, {rows:N0} users and {rows:N0} products");
                var result = await new SeedRun(servers, network, rows).RunAsync(mode, _failures, cancellationToken);
                report($"  {result.RowsPerSecond:N0} rows/s, in effect after {result.EffectSeconds:0.0} s");
                tables.Add(mode, result);
            }
        }

        var outages = await OutagesAsync(cancellationToken);
        return new()
        {
            Name = Name,
            Title = $"{rows:N0} users and {rows:N0} products, written without Kafka, through the outbox, and as a stream",
            Environment = environment.WithRounds(servers.Settings.Rounds),
            Tables = [tables.Seeding(), tables.Ratios(), .. outages is null ? Array.Empty<ResultTable>() : [outages]],
            Charts = [tables.SpeedChart(), tables.LatencyChart()],
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
        var seconds = $"{servers.Settings.Outage.TotalSeconds:0} s";
        var rows = new List<ResultRow>();
        foreach (var mode in PipelineMode.All)
        {
            report($"{mode.Name}: the database is stopped for {seconds} during a burst of {OutageRun.Rate:0} rows/s");
            var result = await new OutageRun(servers, network).RunAsync(mode, database, _failures, cancellationToken);
            rows.Add(new(mode.Name,
            [
                new("rows due", "", [result.Due]),
                new("writes refused", "rows", [result.Refused]),
                new("lost", "rows", [result.Lost]),
                new("recovered after", "s", [result.RecoveredSeconds]),
            ]));
        }

        return new($"Database stopped for {seconds} in a burst of {OutageRun.Rate:0} users/s", "mode", rows);
    }

    private static List<string> Notes(bool outages) =>
    [
        "Seeding uses the pipeline's own seeder. Three writers generate and write rows in transactions of SEED_BATCH rows. With Kafka, "
            + "three members per group consume them at the same time. All of it runs in this process.",
        $"Latency of a write: {SeedRun.LatencyRate:N0} users per second for 5 s, from the time each write was due to its commit (stream: "
            + "to Kafka's acknowledgement). Row by row: latency of one row at full speed, one after another.",
        "COPY writes the rows of the round without Kafka again, into tables like users and products with their primary keys. It generates "
            + "and looks up nothing.",
        "CPU of the clients is this process: writer, relay and consumers. CPU of the machine is everything on this machine, including the "
            + "servers that run on it.",
        "Network is what this process sends to and receives from brokers and database. WAL is the database server's.",
        "Row by row: SaveChanges per row, then an awaited ProduceAsync with the client's default linger of 5 ms, which delays every row. "
            + "An event is lost when the process ends between the two.",
        outages
            ? "Database stopped: one run per mode, one attempt per write. A write whose connection broke counts as refused, although it "
                + "may have been committed. Recovery starts when the server is told to start. It includes two seconds of the burst and "
                + "the wait of an open breaker (BREAKER_OPEN_SECONDS)."
            : "The outage was not measured. To measure it, set BENCHMARK_OUTAGE_SECONDS above 0; for a given server, also set "
                + "BENCHMARK_DATABASE_STOP and BENCHMARK_DATABASE_START to commands that stop and start it.",
    ];
}
