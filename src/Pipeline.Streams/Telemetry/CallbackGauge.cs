using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// An instrument whose values come from parts that come and go, such as the members of a group: who is there is asked when
/// somebody looks. A value that is pushed instead would stay after its part, as the lag of a partition that is another's now.
/// Thread-safe.
/// </summary>
/// <typeparam name="T">Kind of number.</typeparam>
public sealed class CallbackGauge<T>
    where T : struct
{
    private readonly ConcurrentDictionary<Watch, Func<IEnumerable<Measurement<T>>>> _parts = new();
    private readonly Instrument _instrument;

    internal CallbackGauge(Meter meter, Metric metric) => _instrument = metric.Kind == MetricKind.Counter
        ? meter.CreateObservableCounter(metric.Name, Read, metric.Unit, metric.Meaning)
        : meter.CreateObservableGauge(metric.Name, Read, metric.Unit, metric.Meaning);

    /// <summary>Whether anybody listens.</summary>
    public bool IsObserved => _instrument.Enabled;

    /// <summary>From now on the part's values are among those shown.</summary>
    /// <param name="read">Its values; from any thread, quickly, without waiting for anything and without throwing.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Observe(Func<IEnumerable<Measurement<T>>> read)
    {
        var watch = new Watch(this);
        _parts[watch] = read;
        return watch;
    }

    private IEnumerable<Measurement<T>> Read() => _parts.Values.SelectMany(static read => read());

    private sealed class Watch(CallbackGauge<T> gauge) : IDisposable
    {
        public void Dispose() => gauge._parts.TryRemove(this, out _);
    }
}
