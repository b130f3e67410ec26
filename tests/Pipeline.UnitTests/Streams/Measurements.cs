using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Streams;

/// <summary>What the calling test measures with one metric; other tests run beside it and measure with the same meter.</summary>
internal sealed class Measurements : IDisposable
{
    private static readonly AsyncLocal<Measurements?> Mine = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(double Value, string Tags)> _taken = new();

    public Measurements(string metric)
    {
        Mine.Value = this;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName && instrument.Name == metric)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Take(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Take(value, tags));
        _listener.Start();
    }

    /// <summary>What was recorded, and of a gauge what it showed when it was read.</summary>
    public IReadOnlyList<(double Value, string Tags)> All => [.. _taken];

    /// <summary>Reads a gauge.</summary>
    public IReadOnlyList<(double Value, string Tags)> Read()
    {
        _taken.Clear();
        _listener.RecordObservableInstruments();
        return All;
    }

    public void Dispose() => _listener.Dispose();

    private void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (ReferenceEquals(Mine.Value, this))
            _taken.Enqueue((value, string.Join(' ', tags.ToArray().Select(static t => $"{t.Key}={t.Value}"))));
    }
}
