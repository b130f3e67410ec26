namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>What a benchmark allocates.</summary>
/// <param name="Benchmark">Its name, class and method: <c>Parsing.Orders</c>.</param>
/// <param name="BytesPerEvent">Bytes of managed memory an event; null when it did not run.</param>
internal readonly record struct Allocation(string Benchmark, double? BytesPerEvent);
