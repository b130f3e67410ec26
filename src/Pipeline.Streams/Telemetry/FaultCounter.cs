using Pipeline.Streams.Faults;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Counts faults in the counter <c>pipeline.faults</c>, tagged with source and name. A fault is counted where its action is taken:
/// at a failed attempt, a dead letter or a stopped partition. Thread-safe.
/// </summary>
public static class FaultCounter
{
    /// <summary>Counts one fault.</summary>
    public static void Count(Fault fault) =>
        Instruments.Faults.Add(1, new(MetricTags.FaultSource, fault.Source), new(MetricTags.FaultName, fault.Name));
}
