using Pipeline.Hosting.Resilience;

namespace Pipeline.Hosting.Telemetry;

/// <summary>The state of the breakers as a metric. One value per group: the most severe state of its members in this process.</summary>
internal sealed class BreakerGauge : IDisposable
{
    private readonly ConcurrentDictionary<ConsecutiveFailureBreaker, (string Topic, string Group)> _breakers = new();
    private readonly IDisposable _registration;

    public BreakerGauge() => _registration = Instruments.BreakerState.Observe(Read);

    public void Watch(ConsecutiveFailureBreaker breaker, string topic, StreamDefinition stream) =>
        _breakers[breaker] = (topic, stream.ConsumerGroup);

    public void Dispose() => _registration.Dispose();

    private IEnumerable<Measurement<long>> Read() => _breakers
        .GroupBy(static b => b.Value, static b => Severity(b.Key.State))
        .Select(static g => new Measurement<long>(g.Max(), new(MetricTags.Topic, g.Key.Topic), new(MetricTags.Group, g.Key.Group)));

    private static long Severity(BreakerState state) => state switch
    {
        BreakerState.Closed => 0,
        BreakerState.Probing => 1,
        _ => 2,
    };
}
