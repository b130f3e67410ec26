using Pipeline.Streams.Telemetry;

namespace Pipeline.Streams.Faults;

/// <summary>
/// Every fault that was met, in one counter: <c>pipeline.faults</c> of the meter <c>Pipeline</c>, tagged with source and name of
/// its line. It is counted where its action is taken: a failed attempt, a dead letter, a partition that stops. Thread-safe.
/// </summary>
public static class FaultCounter
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline";

    /// <summary>Name of the counter; its unit is faults.</summary>
    public const string CounterName = "pipeline.faults";

    /// <summary>One more of it.</summary>
    public static void Count(Fault fault) =>
        Instruments.Faults.Add(1, new(MetricTags.FaultSource, fault.Source), new(MetricTags.FaultName, fault.Name));
}
