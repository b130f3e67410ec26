namespace Pipeline.Hosting.Reporting;

/// <summary>
/// Records <c>pipeline.effect.duration</c>, the time from an event's occurrence to the commit of its effect, into one histogram per
/// topic and group. Runs for every event, so one recording is one look-up and allocates nothing.
/// </summary>
internal sealed class EffectLatencies : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Topic, string Group), HistogramBase> _histograms = new();

    public EffectLatencies()
    {
        // Read before the listener starts: a callback during the static initialisation of Instruments would find null in its fields.
        var effect = Instruments.EffectDuration;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument == effect)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Count(seconds, tags));
        _listener.Start();
    }

    /// <summary>Everything counted since the start of the process.</summary>
    public IReadOnlyList<LatencyReport> Report() =>
        [.. _histograms.Select(static h => new LatencyReport(h.Key.Topic, h.Key.Group, h.Value.Copy()))];

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

        _histograms.GetOrAdd((topic, group), static _ => LatencyHistogram.Concurrent()).Record(seconds);
    }
}
