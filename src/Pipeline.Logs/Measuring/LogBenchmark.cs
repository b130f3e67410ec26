using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Sequences;
using Pipeline.Logs.Services;

namespace Pipeline.Logs.Measuring;

/// <summary>
/// Measures the simulator in child processes: generating with one core and 2 GB, one stream at full speed, and many streams with a
/// rate. Compares with the targets.
/// </summary>
/// <param name="catalogue">The services.</param>
/// <param name="output">Standard output.</param>
internal sealed class LogBenchmark(ServiceCatalogue catalogue, TextWriter output)
{
    private const double MinGenerated = 1_500_000;
    private const double MinStreamed = 500_000;
    private const double MaxDeviation = 0.02;
    private const double MaxAllocated = 1;
    private const double MaxGrowth = 1.1;
    private const double MaxCores = 1.02;
    private const int MinReadings = 4;
    private const long MaxMemory = 2_000_000_000;
    private const int Streams = 1_000;
    private const int StreamRate = 100;

    private static readonly TimeSpan FullSpeed = TimeSpan.FromSeconds(10);

    private readonly List<(string What, string Value, string Target, bool IsReached)> _results = [];

    /// <summary>Runs all parts.</summary>
    /// <param name="count">Entries to generate.</param>
    /// <param name="streamTime">How long the rates of the streams are measured.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Exit code: 1 if a target is missed.</returns>
    public async Task<int> RunAsync(long count, TimeSpan streamTime, CancellationToken stop)
    {
        await GenerateAsync(count, stop);
        var allocated = AllocatedPerEntry();
        Add("allocated per entry", Text($"{allocated:0.000} bytes"), "about 0", allocated <= MaxAllocated);
        await using (var server = await SimulatorProcess.ServeAsync(stop))
        {
            await output.WriteLineAsync("one stream at full speed ...");
            var rate = await StreamCounter.MeasureAsync(server.Address, FullSpeed, stop);
            Add("one stream, rate=max", Text($"{rate:N0} entries/s"), Text($"{MinStreamed:N0}"), rate >= MinStreamed);
            await output.WriteLineAsync($"{Streams:N0} streams of {StreamRate} entries/s for {streamTime.TotalSeconds:0} s ...");
            var rates = await StreamCounter.MeasureManyAsync(server.Address, Streams, StreamRate, streamTime, stop);
            var worst = rates.Max(static r => Math.Abs((r / StreamRate) - 1));
            Add(
                $"{Streams:N0} streams of {StreamRate}/s", Text($"{rates.Min():0.0} to {rates.Max():0.0} entries/s"), "within 2 %",
                worst <= MaxDeviation);
        }

        await output.WriteLineAsync();
        foreach (var (what, value, target, isReached) in _results)
            await output.WriteLineAsync($"{what,-32} {value,28}   target {target,-14} {(isReached ? "ok" : "MISSED")}");
        return _results.TrueForAll(static r => r.IsReached) ? 0 : 1;
    }

    private async Task GenerateAsync(long count, CancellationToken stop)
    {
        await using var generator = SimulatorProcess.Generate(count, MaxMemory);
        var readings = new List<((long Memory, TimeSpan Processor) Used, long At)>();
        double rate = 0;
        await foreach (var line in generator.LinesAsync(stop))
        {
            await output.WriteLineAsync(line);
            if (line.StartsWith("Logs/sec", StringComparison.Ordinal))
                readings.Add((generator.Usage, Stopwatch.GetTimestamp()));
            if (line.IndexOf("per_second=", StringComparison.Ordinal) is >= 0 and var at)
                rate = double.Parse(line.AsSpan(at + "per_second=".Length), CultureInfo.InvariantCulture);
        }

        Add("generated with one core", Text($"{rate:N0} entries/s"), Text($"{MinGenerated:N0}"), rate >= MinGenerated);
        if (readings.Count < MinReadings)
        {
            Add("cores and memory", Text($"ended within {MinReadings} s"), "a higher COUNT", isReached: false);
            return;
        }

        // The first reading is before everything is compiled, and the process can have ended at the last one.
        var (first, last) = (readings[1], readings[^2]);
        var cores = (last.Used.Processor - first.Used.Processor) / Stopwatch.GetElapsedTime(first.At, last.At);
        Add("cores in use", Text($"{cores:0.00}"), "1", cores <= MaxCores);
        Add(
            "memory after 2 s, and at the end", Text($"{first.Used.Memory / 1e6:0} MB, {last.Used.Memory / 1e6:0} MB"), "flat, 2 GB",
            last.Used.Memory <= first.Used.Memory * MaxGrowth && last.Used.Memory <= MaxMemory);
    }

    private double AllocatedPerEntry()
    {
        const int entries = 1_000_000;
        var sequence = new EntrySequence(catalogue.All, 1, new ActiveIncidents());
        var format = new JsonFormat();
        var line = new byte[LineFormat.MaxLine];
        long before = 0;
        // The first thousand entries fill the buffers that are kept.
        for (var entry = -1_000; entry < entries; entry++)
        {
            if (entry == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            sequence.Make(entry + 1_000, 1_700_000_000_000 + entry);
            format.Write(sequence.Entry, line);
        }

        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / entries;
    }

    private void Add(string what, string value, string target, bool isReached) => _results.Add((what, value, target, isReached));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
