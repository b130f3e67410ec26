using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>Collects the results of all rounds and renders them as tables and charts.</summary>
/// <param name="rows">Users per round, and as many products.</param>
internal sealed class SeedTables(int rows)
{
    private readonly Dictionary<PipelineMode, List<SeedResult>> _seeds = PipelineMode.All.ToDictionary(m => m, _ => new List<SeedResult>());
    private readonly List<(double RowsPerSecond, Latencies Latency)> _baseline = [];

    public void Add(PipelineMode mode, SeedResult result) => _seeds[mode].Add(result);

    public void AddBaseline((double RowsPerSecond, Latencies Latency) result) => _baseline.Add(result);

    public ResultTable Seeding()
    {
        List<ResultRow> table = [.. PipelineMode.All.Select(m => Row(m, _seeds[m]))];
        var columns = table[0].Measurements;
        table.Add(Baseline(RowByRowBaseline.Name, name => name switch
        {
            "committed" or "acknowledged by Kafka" => [.. _baseline.Select(b => b.RowsPerSecond)],
            "write p50" => [.. _baseline.Select(b => b.Latency.Milliseconds(50))],
            "write p99" => [.. _baseline.Select(b => b.Latency.Milliseconds(99))],
            "write max" => [.. _baseline.Select(b => b.Latency.Milliseconds(100))],
            _ => [double.NaN],
        }));
        table.Add(Baseline(CopyBaseline.Name, name => name == "committed" ? Copied() : [double.NaN]));
        return new("Seeding at full speed; latencies at a common rate", "mode", table);

        ResultRow Baseline(string name, Func<string, IReadOnlyList<double>> rounds) =>
            new(name, [.. columns.Select(m => m with { Rounds = rounds(m.Name) })]);
    }

    public ResultTable Ratios()
    {
        var (off, outbox, stream) = (_seeds[PipelineMode.Off], _seeds[PipelineMode.Outbox], _seeds[PipelineMode.Stream]);
        return new("Ratios within a round", "of",
        [
            Ratio("outbox, acknowledged / row by row", i => outbox[i].AcknowledgedPerSecond / _baseline[i].RowsPerSecond),
            Ratio("outbox, acknowledged / Kafka off", i => outbox[i].AcknowledgedPerSecond / off[i].RowsPerSecond),
            Ratio("outbox, committed / Kafka off", i => outbox[i].RowsPerSecond / off[i].RowsPerSecond),
            Ratio("Kafka off / COPY", i => off[i].RowsPerSecond / off[i].CopiedPerSecond),
            Ratio("stream, acknowledged / Kafka off", i => stream[i].RowsPerSecond / off[i].RowsPerSecond),
        ]);

        ResultRow Ratio(string name, Func<int, double> ratio) =>
            new(name, [new("ratio", "", [.. Enumerable.Range(0, _baseline.Count).Select(ratio)])]);
    }

    public BarChart SpeedChart()
    {
        return new("Rows per second until Kafka has acknowledged (Kafka off: until committed)", "rows/s",
        [
            .. PipelineMode.All.Select(m =>
                Bar(m.Name, _seeds[m].Select(r => m.EventsHaveEffect ? r.AcknowledgedPerSecond : r.RowsPerSecond))),
            Bar(RowByRowBaseline.Name, _baseline.Select(b => b.RowsPerSecond)),
            Bar(CopyBaseline.Name, Copied()),
        ]);

        static (string, Measurement) Bar(string name, IEnumerable<double> rounds) => (name, new("rate", "rows/s", [.. rounds]));
    }

    public XyChart LatencyChart() => PercentileChart.Create(
        $"Latency of a write at {SeedRun.LatencyRate:N0} rows/s, from its intended start",
        PipelineMode.All.Select(m => (m.Name, _seeds[m].Select(static r => r.Latency))));

    private double[] Copied() => [.. _seeds[PipelineMode.Off].Select(s => s.CopiedPerSecond)];

    private ResultRow Row(PipelineMode mode, List<SeedResult> results)
    {
        var total = 2.0 * rows;
        return new(mode.Name,
        [
            Of("committed", "rows/s", r => r.RowsPerSecond),
            Of("acknowledged by Kafka", "rows/s", r => r.AcknowledgedPerSecond),
            Of("all in effect after", "s", r => r.EffectSeconds),
            Of("write p50", "ms", r => r.Latency.Milliseconds(50)) with { IsDetail = true },
            Of("write p99", "ms", r => r.Latency.Milliseconds(99)),
            Of("write max", "ms", r => r.Latency.Milliseconds(100)) with { IsDetail = true },
            Of("CPU of the clients", "s/million rows", r => r.Usage.ProcessSeconds / total * 1e6) with { IsDetail = true },
            Of("CPU of the machine", "s/million rows", r => r.Usage.MachineSeconds / total * 1e6),
            Of("WAL", "B/row", r => r.Usage.WalBytes / total),
            Of("network", "B/row", r => r.Usage.NetworkBytes / total) with { IsDetail = true },
        ]);

        Measurement Of(string name, string unit, Func<SeedResult, double> value) => new(name, unit, [.. results.Select(value)]);
    }
}
