namespace Pipeline.Streams.Telemetry;

/// <summary>
/// An observable instrument that collects its values from registered callbacks, for example one per member of a group. A pushed value
/// would remain after its owner is gone, for example the lag of a revoked partition. Thread-safe.
/// </summary>
/// <typeparam name="T">Number type of the values.</typeparam>
public sealed class CallbackGauge<T>
    where T : struct
{
    private readonly ConcurrentDictionary<Registration, Func<IEnumerable<Measurement<T>>>> _callbacks = new();
    private readonly Instrument _instrument;

    internal CallbackGauge(Meter meter, Metric metric) => _instrument = metric.Kind == MetricKind.Counter
        ? meter.CreateObservableCounter(metric.Name, Read, metric.Unit, metric.Meaning)
        : meter.CreateObservableGauge(metric.Name, Read, metric.Unit, metric.Meaning);

    /// <summary>Name of the instrument.</summary>
    public string Name => _instrument.Name;

    /// <summary>Whether a listener collects the instrument.</summary>
    public bool IsObserved => _instrument.Enabled;

    /// <summary>Registers a callback.</summary>
    /// <param name="read">Returns the current values. Called on any thread; must not block or throw.</param>
    /// <returns>Removes the callback when disposed.</returns>
    public IDisposable Observe(Func<IEnumerable<Measurement<T>>> read)
    {
        var registration = new Registration(this);
        _callbacks[registration] = read;
        return registration;
    }

    private IEnumerable<Measurement<T>> Read() => _callbacks.Values.SelectMany(static read => read());

    private sealed class Registration(CallbackGauge<T> gauge) : IDisposable
    {
        public void Dispose() => gauge._callbacks.TryRemove(this, out _);
    }
}
