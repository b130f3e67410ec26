using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Streams;

/// <summary>The faults that the calling test meets, as source and name; other tests run beside it and count in the same meter.</summary>
internal sealed class CountedFaults : IDisposable
{
    private static readonly AsyncLocal<CountedFaults?> Mine = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _faults = new();

    public CountedFaults()
    {
        Mine.Value = this;
        // Read before the listener starts: it is called while the class Instruments is still being initialised.
        var name = Instruments.Faults.Name;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName && instrument.Name == name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (ReferenceEquals(Mine.Value, this) && count == 1)
                _faults.Enqueue(string.Join(' ', tags.ToArray().Select(static t => $"{t.Key}={t.Value}")));
        });
        _listener.Start();
    }

    public IEnumerable<string> All => _faults;

    public void Dispose() => _listener.Dispose();
}
