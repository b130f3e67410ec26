namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>A benchmark and its bound.</summary>
/// <param name="Benchmark">Name.</param>
/// <param name="BytesPerEvent">Bytes an event as measured; null when there is no benchmark or it did not run.</param>
/// <param name="Bound">Bytes an event as recorded; null when none is.</param>
/// <param name="Verdict">What comes of it.</param>
internal sealed record ComparedBenchmark(string Benchmark, double? BytesPerEvent, double? Bound, Verdict Verdict);
