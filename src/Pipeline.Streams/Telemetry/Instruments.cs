namespace Pipeline.Streams.Telemetry;

/// <summary>
/// All metrics of the pipeline: the table of their descriptions and the instruments of the meter <c>Pipeline</c>. GUIDE/METRICS.md shows
/// the table, and <c>pipeline metrics verify</c> queries Prometheus for each entry. Names that begin with messaging come from
/// OpenTelemetry's Semantic Conventions for Messaging Client Metrics. Without a listener, recording a value is almost free. Code that loops
/// over events checks <see cref="Instrument.Enabled"/> before the loop.
/// </summary>
public static class Instruments
{
    /// <summary>Name of the meter of all instruments.</summary>
    public const string MeterName = "Pipeline";

    private const MetricSource Producer = MetricSource.Producer;
    private const MetricSource Consumer = MetricSource.Consumer;
    private const MetricSource Verifier = MetricSource.Verifier;
    private const string OnceVerified = "after a verification";

    // Table and meter must precede the instruments, because static fields are initialised in the order of the source text.
    private static readonly List<Metric> Table = [];
    private static readonly Meter Meter = new(MeterName);

    /// <summary>Bucket bounds for one step, seconds: those of OpenTelemetry's conventions, extended for outages.</summary>
    private static readonly double[] StepSeconds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Bucket bounds from write to effect, seconds: fine for normal operation, up to one hour for outages.</summary>
    private static readonly double[] EndToEndSeconds =
        [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600];

    private static readonly double[] BatchEvents = [1, 5, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    /// <summary>All entries, from the generator to the verification.</summary>
    public static IReadOnlyList<Metric> All => Table;

    /// <summary>Rows written by the generator.</summary>
    public static readonly Counter<long> GeneratedRows = Count(new(
        "pipeline.generator.rows", MetricKind.Counter, "{row}", "Rows written by the generator.", Producer, MetricTags.Kind));

    /// <summary>Backlog of the outbox.</summary>
    public static readonly CallbackGauge<long> OutboxRows = Observed<long>(new(
        "pipeline.outbox.rows", MetricKind.Gauge, "{row}",
        "Events committed but not yet acknowledged by Kafka. Each process reports the whole outbox. Missing while the database is" +
            " unavailable.",
        Producer));

    /// <summary>Age of the oldest outbox event.</summary>
    public static readonly CallbackGauge<double> OutboxOldestAge = Observed<double>(new(
        "pipeline.outbox.oldest.age", MetricKind.Gauge, "s",
        "Age of the oldest event in the outbox, since its transaction began; 0 when the outbox is empty. Missing while the " +
            "database is unavailable.",
        Producer));

    /// <summary>Age of the oldest transaction.</summary>
    public static readonly CallbackGauge<double> OldestTransactionAge = Observed<double>(new(
        "pipeline.database.oldest.transaction.age", MetricKind.Gauge, "s",
        "Age of the oldest open transaction of the database; 0 if none is open. Vacuum cannot remove rows that were deleted since it " +
            "began. Transactions of other roles count only with pg_read_all_stats. Missing while the database is unavailable.",
        Producer));

    /// <summary>Acknowledged events.</summary>
    public static readonly Counter<long> SentMessages = Count(new(
        "messaging.client.sent.messages", MetricKind.Counter, "{message}",
        "Events acknowledged by Kafka.",
        Producer, MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Topic));

    /// <summary>Time until acknowledgement.</summary>
    public static readonly Histogram<double> SendDuration = Distribution(StepSeconds, new(
        "messaging.client.operation.duration", MetricKind.Histogram, "s",
        "Time from passing a list of events to the client until the last acknowledgement. One poll of the outbox is one list.",
        Producer, MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Error));

    /// <summary>Consumed messages.</summary>
    public static readonly Counter<long> ConsumedMessages = Count(new(
        "messaging.client.consumed.messages", MetricKind.Counter, "{message}",
        "Messages added to a batch, including refused and repeated ones.",
        Consumer, MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Topic, MetricTags.Group));

    /// <summary>Messages in a batch.</summary>
    public static readonly Histogram<double> BatchSize = Distribution(BatchEvents, new(
        "pipeline.batch.size", MetricKind.Histogram, "{event}",
        "Messages in one batch, including refused and repeated ones.",
        Consumer, MetricTags.Topic, MetricTags.Group));

    /// <summary>Processing time of a batch.</summary>
    public static readonly Histogram<double> ProcessDuration = Distribution(StepSeconds, new(
        "messaging.process.duration", MetricKind.Histogram, "s",
        "Time from the end of collecting a batch to its last commit. Includes dead letters, retries and an open breaker.",
        Consumer, MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Topic, MetricTags.Group));

    /// <summary>Time of the sink's transaction.</summary>
    public static readonly Histogram<double> CommitDuration = Distribution(StepSeconds, new(
        "pipeline.commit.duration", MetricKind.Histogram, "s",
        "Time from requesting a connection to the commit of the sink's transaction. Failed transactions are not recorded.",
        Consumer, MetricTags.Topic, MetricTags.Group));

    /// <summary>End-to-end latency of an event.</summary>
    public static readonly Histogram<double> EffectDuration = Distribution(EndToEndSeconds, new(
        "pipeline.effect.duration", MetricKind.Histogram, "s",
        "Time from an event's occurred_at, by the writer's clock, to the commit that applied it. One recording per event, " +
            "including duplicates in a batch with new events; none without occurred_at.",
        Consumer, MetricTags.Topic, MetricTags.Group));

    /// <summary>Applied events.</summary>
    public static readonly Counter<long> Applied = Count(new(
        "pipeline.events.applied", MetricKind.Counter, "{event}",
        "Events that took effect.",
        Consumer, MetricTags.Topic, MetricTags.Group));

    /// <summary>Skipped duplicates.</summary>
    public static readonly Counter<long> Duplicates = Count(new(
        "pipeline.events.duplicates", MetricKind.Counter, "{event}",
        "Events that had already taken effect and were skipped.",
        Consumer, MetricTags.Topic, MetricTags.Group));

    /// <summary>Dead letters.</summary>
    public static readonly Counter<long> DeadLetters = Count(new(
        "pipeline.dead_letters", MetricKind.Counter, "{message}",
        "Messages kept as dead letters, by reason (a name of the fault table).",
        Consumer, MetricTags.Topic, MetricTags.Group, MetricTags.Reason), once: "after a dead letter");

    /// <summary>Consumer lag.</summary>
    public static readonly CallbackGauge<long> ConsumerLag = Observed<long>(new(
        "pipeline.consumer.lag", MetricKind.Gauge, "{message}",
        "Messages between the partition's progress in the database and the end of its log. Reported by the assigned member once " +
            "it knows both.",
        Consumer, MetricTags.Topic, MetricTags.Group, MetricTags.Partition));

    /// <summary>Partitions assigned to a member.</summary>
    public static readonly CallbackGauge<long> AssignedPartitions = Observed<long>(new(
        "pipeline.consumer.partitions", MetricKind.Gauge, "{partition}",
        "Partitions assigned to a member.",
        Consumer, MetricTags.Topic, MetricTags.Group, MetricTags.Client));

    /// <summary>State of the circuit breaker.</summary>
    public static readonly CallbackGauge<long> BreakerState = Observed<long>(new(
        "pipeline.breaker.state", MetricKind.Gauge, "{state}",
        "State of the database circuit breaker: 0 closed, 1 probing, 2 open. The worst state when a process has several.",
        Consumer, MetricTags.Topic, MetricTags.Group));

    /// <summary>Faults. Use <see cref="FaultCounter"/> to count.</summary>
    internal static readonly Counter<long> Faults = Count(new(
        "pipeline.faults", MetricKind.Counter, "{fault}",
        "Faults of the fault table, counted where the action is taken.",
        Producer | Consumer, MetricTags.FaultSource, MetricTags.FaultName), once: "after a fault");

    /// <summary>Messages in a producer's queue.</summary>
    public static readonly CallbackGauge<long> ClientQueueMessages = Observed<long>(new(
        "pipeline.kafka.queue.messages", MetricKind.Gauge, "{message}",
        "Unacknowledged messages in a producer's queue, sent or not (librdkafka: msg_cnt).",
        Producer, MetricTags.Client));

    /// <summary>Bytes in a producer's queue.</summary>
    public static readonly CallbackGauge<long> ClientQueueBytes = Observed<long>(new(
        "pipeline.kafka.queue.size", MetricKind.Gauge, "By",
        "Bytes of the unacknowledged messages in a producer's queue (librdkafka: msg_size).",
        Producer, MetricTags.Client));

    /// <summary>Prefetched bytes.</summary>
    public static readonly CallbackGauge<long> ClientFetchedBytes = Observed<long>(new(
        "pipeline.kafka.fetched.size", MetricKind.Gauge, "By",
        "Bytes a member has prefetched but not consumed (librdkafka: fetchq_size).",
        Consumer, MetricTags.Client));

    /// <summary>Round-trip time to brokers.</summary>
    public static readonly CallbackGauge<double> BrokerRoundTrip = Observed<double>(new(
        "pipeline.kafka.broker.rtt", MetricKind.Gauge, "s",
        "Mean round trip to a broker in the last second (librdkafka: rtt.avg). A consumer's value includes the broker's wait for " +
            "new messages. Missing without requests.",
        Producer | Consumer, MetricTags.Client, MetricTags.Broker));

    /// <summary>Failed requests to brokers.</summary>
    public static readonly CallbackGauge<long> RequestErrors = Observed<long>(new(
        "pipeline.kafka.requests.failed", MetricKind.Counter, "{request}",
        "Requests to brokers that could not be sent (librdkafka: txerrs).",
        Producer | Consumer, MetricTags.Client));

    /// <summary>Retried requests to brokers.</summary>
    public static readonly CallbackGauge<long> RequestRetries = Observed<long>(new(
        "pipeline.kafka.requests.retried", MetricKind.Counter, "{request}",
        "Requests to brokers that were retried (librdkafka: txretries).",
        Producer | Consumer, MetricTags.Client));

    /// <summary>Result of the last verification.</summary>
    public static readonly Gauge<long> VerificationOk = Gauge<long>(new(
        "pipeline.verification.ok", MetricKind.Gauge, "{result}",
        "Result of the last verification, in this process or another (VERIFY_RESULT): 1 ok, 0 failed.",
        Verifier), once: OnceVerified);

    /// <summary>Findings of the last verification.</summary>
    public static readonly Gauge<long> VerificationFindings = Gauge<long>(new(
        "pipeline.verification.findings", MetricKind.Gauge, "{finding}",
        "Findings of the last verification, by kind; 0 when there are none.",
        Verifier, MetricTags.Kind), once: OnceVerified);

    /// <summary>Time of the last verification.</summary>
    public static readonly Gauge<double> VerificationTime = Gauge<double>(new(
        "pipeline.verification.time", MetricKind.Gauge, "s",
        "End of the last verification, in seconds since 1970.",
        Verifier), once: OnceVerified);

    private static Counter<long> Count(Metric metric, string? once = null) =>
        Meter.CreateCounter<long>(Add(metric with { Once = once }).Name, metric.Unit, metric.Meaning);

    private static Gauge<T> Gauge<T>(Metric metric, string once)
        where T : struct => Meter.CreateGauge<T>(Add(metric with { Once = once }).Name, metric.Unit, metric.Meaning);

    private static CallbackGauge<T> Observed<T>(Metric metric)
        where T : struct => new(Meter, Add(metric));

    private static Histogram<double> Distribution(double[] bounds, Metric metric) => Meter.CreateHistogram(
        Add(metric).Name, metric.Unit, metric.Meaning, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private static Metric Add(Metric metric)
    {
        Table.Add(metric);
        return metric;
    }
}
