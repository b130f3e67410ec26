namespace Pipeline.Logs.Metrics;

/// <summary>
/// Metrics of the log simulator. A meter of its own, because <c>metrics verify</c> checks all metrics of the pipeline's meter.
/// </summary>
internal static class LogMetrics
{
    /// <summary>Tag of <see cref="Dropped"/>: slow_reader or kafka.</summary>
    public const string Reason = "reason";

    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Logs";

    private static readonly Meter Meter = new(MeterName);
    private static int _streams;

    /// <summary>Entries written to streams.</summary>
    public static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "logs.stream.entries", "{entry}", "Entries written to the streams of all clients.");

    /// <summary>Entries lost.</summary>
    public static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "logs.dropped.entries", "{entry}", "Entries that a slow client or Kafka did not take.");

    /// <summary>Entries in Kafka.</summary>
    public static readonly Counter<long> Acknowledged = Meter.CreateCounter<long>(
        "logs.kafka.acknowledged.entries", "{entry}", "Entries that Kafka has acknowledged.");

    private static readonly ObservableGauge<int> OpenStreams = Meter.CreateObservableGauge(
        "logs.open.streams", static () => Volatile.Read(ref _streams), "{stream}", "Streams of clients that are open.");

    /// <summary>Number of open streams.</summary>
    public static int Streams => Volatile.Read(ref _streams);

    /// <summary>Counts a stream that opens.</summary>
    /// <returns>How many are open with it.</returns>
    public static int Opened()
    {
        // Read once, so that the gauge exists before the first scrape.
        _ = OpenStreams;
        return Interlocked.Increment(ref _streams);
    }

    /// <summary>Counts a stream that ends.</summary>
    public static void Closed() => Interlocked.Decrement(ref _streams);
}
