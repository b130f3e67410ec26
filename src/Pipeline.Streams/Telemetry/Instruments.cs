namespace Pipeline.Streams.Telemetry;

/// <summary>
/// The instruments of the meter <c>Pipeline</c>, created from <see cref="MetricTable"/>. Without a listener, recording a value is
/// almost free. Code that loops over events checks <see cref="Instrument.Enabled"/> before the loop.
/// </summary>
public static class Instruments
{
    private static readonly Meter Meter = new(MetricTable.MeterName);

    /// <summary>Bucket bounds for one step, seconds: those of OpenTelemetry's conventions, extended for outages.</summary>
    private static readonly double[] StepSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Bucket bounds from write to effect, seconds: fine for normal operation, up to one hour for outages.</summary>
    private static readonly double[] EndToEndSeconds =
        [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600];

    private static readonly double[] BatchEvents = [1, 5, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    /// <summary><see cref="MetricTable.GeneratedRows"/>.</summary>
    public static readonly Counter<long> GeneratedRows = Count(MetricTable.GeneratedRows);

    /// <summary><see cref="MetricTable.OutboxRows"/>.</summary>
    public static readonly CallbackGauge<long> OutboxRows = new(Meter, MetricTable.OutboxRows);

    /// <summary><see cref="MetricTable.OutboxOldestAge"/>.</summary>
    public static readonly CallbackGauge<double> OutboxOldestAge = new(Meter, MetricTable.OutboxOldestAge);

    /// <summary><see cref="MetricTable.SentMessages"/>.</summary>
    public static readonly Counter<long> SentMessages = Count(MetricTable.SentMessages);

    /// <summary><see cref="MetricTable.SendDuration"/>.</summary>
    public static readonly Histogram<double> SendDuration = Distribution(MetricTable.SendDuration, StepSeconds);

    /// <summary><see cref="MetricTable.ConsumedMessages"/>.</summary>
    public static readonly Counter<long> ConsumedMessages = Count(MetricTable.ConsumedMessages);

    /// <summary><see cref="MetricTable.ProcessDuration"/>.</summary>
    public static readonly Histogram<double> ProcessDuration = Distribution(MetricTable.ProcessDuration, StepSeconds);

    /// <summary><see cref="MetricTable.EffectDuration"/>.</summary>
    public static readonly Histogram<double> EffectDuration = Distribution(MetricTable.EffectDuration, EndToEndSeconds);

    /// <summary><see cref="MetricTable.BatchSize"/>.</summary>
    public static readonly Histogram<double> BatchSize = Distribution(MetricTable.BatchSize, BatchEvents);

    /// <summary><see cref="MetricTable.CommitDuration"/>.</summary>
    public static readonly Histogram<double> CommitDuration = Distribution(MetricTable.CommitDuration, StepSeconds);

    /// <summary><see cref="MetricTable.Applied"/>.</summary>
    public static readonly Counter<long> Applied = Count(MetricTable.Applied);

    /// <summary><see cref="MetricTable.Duplicates"/>.</summary>
    public static readonly Counter<long> Duplicates = Count(MetricTable.Duplicates);

    /// <summary><see cref="MetricTable.DeadLetters"/>.</summary>
    public static readonly Counter<long> DeadLetters = Count(MetricTable.DeadLetters);

    /// <summary><see cref="MetricTable.ConsumerLag"/>.</summary>
    public static readonly CallbackGauge<long> ConsumerLag = new(Meter, MetricTable.ConsumerLag);

    /// <summary><see cref="MetricTable.AssignedPartitions"/>.</summary>
    public static readonly CallbackGauge<long> AssignedPartitions = new(Meter, MetricTable.AssignedPartitions);

    /// <summary><see cref="MetricTable.BreakerState"/>.</summary>
    public static readonly CallbackGauge<long> BreakerState = new(Meter, MetricTable.BreakerState);

    /// <summary><see cref="MetricTable.ClientQueueMessages"/>.</summary>
    public static readonly CallbackGauge<long> ClientQueueMessages = new(Meter, MetricTable.ClientQueueMessages);

    /// <summary><see cref="MetricTable.ClientQueueBytes"/>.</summary>
    public static readonly CallbackGauge<long> ClientQueueBytes = new(Meter, MetricTable.ClientQueueBytes);

    /// <summary><see cref="MetricTable.ClientFetchedBytes"/>.</summary>
    public static readonly CallbackGauge<long> ClientFetchedBytes = new(Meter, MetricTable.ClientFetchedBytes);

    /// <summary><see cref="MetricTable.BrokerRoundTrip"/>.</summary>
    public static readonly CallbackGauge<double> BrokerRoundTrip = new(Meter, MetricTable.BrokerRoundTrip);

    /// <summary><see cref="MetricTable.RequestErrors"/>.</summary>
    public static readonly CallbackGauge<long> RequestErrors = new(Meter, MetricTable.RequestErrors);

    /// <summary><see cref="MetricTable.RequestRetries"/>.</summary>
    public static readonly CallbackGauge<long> RequestRetries = new(Meter, MetricTable.RequestRetries);

    /// <summary><see cref="MetricTable.VerificationOk"/>.</summary>
    public static readonly Gauge<long> VerificationOk = Meter.CreateGauge<long>(
        MetricTable.VerificationOk.Name, MetricTable.VerificationOk.Unit, MetricTable.VerificationOk.Meaning);

    /// <summary><see cref="MetricTable.VerificationFindings"/>.</summary>
    public static readonly Gauge<long> VerificationFindings = Meter.CreateGauge<long>(
        MetricTable.VerificationFindings.Name, MetricTable.VerificationFindings.Unit, MetricTable.VerificationFindings.Meaning);

    /// <summary><see cref="MetricTable.VerificationTime"/>.</summary>
    public static readonly Gauge<double> VerificationTime = Meter.CreateGauge<double>(
        MetricTable.VerificationTime.Name, MetricTable.VerificationTime.Unit, MetricTable.VerificationTime.Meaning);

    /// <summary><see cref="MetricTable.Faults"/>. Use <see cref="FaultCounter"/> to count.</summary>
    internal static readonly Counter<long> Faults = Count(MetricTable.Faults);

    private static Counter<long> Count(Metric metric) => Meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Meaning);

    private static Histogram<double> Distribution(Metric metric, double[] bounds) => Meter.CreateHistogram(
        metric.Name, metric.Unit, metric.Meaning, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
}
