using System.Diagnostics.Metrics;
using HdrHistogram;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Hosting.Reporting;

/// <summary>
/// Records <c>pipeline.effect.duration</c>, the time from an event's occurrence to the commit of its effect, into one histogram per
/// topic and group. Runs for every event, so a recording searches a short array and allocates nothing.
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
            // By name: the static Instruments may still be initializing when the instrument is published.
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

        Find(topic, group).Histogram.Record(seconds);
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
            var series = new Series(topic, group, LatencyHistogram.Concurrent());
            _series = [.. _series, series];
            return series;
        }
    }

    private sealed record Series(string Topic, string Group, HistogramBase Histogram)
    {
        public LatencyReport Report()
        {
            var copy = LatencyHistogram.Empty();
            copy.Add(Histogram);
            return new(Topic, Group, copy);
        }
    }
}
