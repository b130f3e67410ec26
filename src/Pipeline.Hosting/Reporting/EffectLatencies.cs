using System.Diagnostics.Metrics;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Hosting.Reporting;

/// <summary>
/// Counts how long events took from their occurrence to the commit of their effect, by topic and group: what this process
/// measures with <c>pipeline.effect.duration</c>. Called for every event, so a call is a search in a short array and an addition.
/// </summary>
internal sealed class EffectLatencies : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private volatile Series[] _series = [];

    public EffectLatencies()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            // By name: it may be published while the table of instruments is still being made.
            if (instrument.Meter.Name == MetricTable.MeterName && instrument.Name == MetricTable.EffectDuration.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Count(seconds, tags));
        _listener.Start();
    }

    /// <summary>Everything counted since the start of the process.</summary>
    public IReadOnlyList<LatencyReport> Report() => [.. _series.Select(static s => s.Report())];

    public void Dispose() => _listener.Dispose();

    private void Count(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (topic, group) = ("", "");
        foreach (var (name, value) in tags)
        {
            if (name == MetricTags.Topic)
                topic = value as string ?? "";
            else if (name == MetricTags.Group)
                group = value as string ?? "";
        }

        Interlocked.Increment(ref Find(topic, group).Counts[LatencyBuckets.IndexOf(seconds)]);
    }

    private Series Find(string topic, string group)
    {
        foreach (var series in _series)
        {
            if (series.Topic == topic && series.Group == group)
                return series;
        }

        lock (_lock)
        {
            if (Array.Find(_series, s => s.Topic == topic && s.Group == group) is { } added)
                return added;
            var series = new Series(topic, group);
            _series = [.. _series, series];
            return series;
        }
    }

    private sealed class Series(string topic, string group)
    {
        public string Topic => topic;

        public string Group => group;

        public long[] Counts { get; } = new long[LatencyBuckets.Count];

        public LatencyReport Report() => new(
            topic, group,
            [.. Counts.Select(static (_, index) => index).Where(i => Volatile.Read(ref Counts[i]) > 0).Select(i => new LatencyCount(i, Volatile.Read(ref Counts[i])))]);
    }
}
