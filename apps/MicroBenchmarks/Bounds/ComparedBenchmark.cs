namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>A benchmark and its bound.</summary>
/// <param name="Benchmark">Name.</param>
/// <param name="BytesPerEvent">Measured bytes per event; null when the benchmark does not exist or did not run.</param>
/// <param name="Bound">Recorded bytes per event; null when none are recorded.</param>
/// <param name="Verdict">Result of the comparison.</param>
internal sealed record ComparedBenchmark(string Benchmark, double? BytesPerEvent, double? Bound, Verdict Verdict);
