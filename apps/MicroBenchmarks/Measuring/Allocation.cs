namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>Memory that a benchmark allocates.</summary>
/// <param name="Benchmark">Class and method: <c>Parsing.Orders</c>.</param>
/// <param name="BytesPerEvent">Managed bytes per event; null when the benchmark did not run.</param>
internal readonly record struct Allocation(string Benchmark, double? BytesPerEvent);
