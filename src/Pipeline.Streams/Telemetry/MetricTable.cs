using Pipeline.Streams.Faults;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Every metric of the pipeline, in one place: the instruments are made from it, GUIDE/METRICS.md prints it, and
/// <c>pipeline metrics verify</c> asks Prometheus for it. Names beginning with messaging are OpenTelemetry's (Semantic Conventions
/// for Messaging Client Metrics).
/// </summary>
public static class MetricTable
{
    private const MetricSource Producer = MetricSource.Producer;
    private const MetricSource Consumer = MetricSource.Consumer;
    private const MetricSource Verifier = MetricSource.Verifier;
    private const string OnceVerified = "after a verification";

    /// <summary>What the generator wrote.</summary>
    public static readonly Metric GeneratedRows = new(
        "pipeline.generator.rows", MetricKind.Counter, "{row}", "Rows the generator has written.", Producer, MetricTags.Kind);

    /// <summary>Backlog of the outbox.</summary>
    public static readonly Metric OutboxRows = new(
        "pipeline.outbox.rows", MetricKind.Gauge, "{row}", "Events that are committed and not yet acknowledged by Kafka. The whole outbox, whoever reports it. Missing while the database is away.", Producer);

    /// <summary>Age of the outbox.</summary>
    public static readonly Metric OutboxOldestAge = new(
        "pipeline.outbox.oldest.age", MetricKind.Gauge, "s", "How long the oldest of them waits, since its transaction began; 0 when none does. Missing while the database is away.", Producer);

    /// <summary>What Kafka acknowledged.</summary>
    public static readonly Metric SentMessages = new(
        "messaging.client.sent.messages", MetricKind.Counter, "{message}", "Events that Kafka has acknowledged.", Producer,
        MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Topic);

    /// <summary>Time to acknowledge.</summary>
    public static readonly Metric SendDuration = new(
        "messaging.client.operation.duration", MetricKind.Histogram, "s", "From handing a list of events to the client (a sweep of the outbox: up to 2,000) to the last acknowledgement.", Producer,
        MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Error);

    /// <summary>What was polled.</summary>
    public static readonly Metric ConsumedMessages = new(
        "messaging.client.consumed.messages", MetricKind.Counter, "{message}", "Messages taken from Kafka into a batch, refused and repeated ones too.", Consumer,
        MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Topic, MetricTags.Group);

    /// <summary>Time of a batch.</summary>
    public static readonly Metric ProcessDuration = new(
        "messaging.process.duration", MetricKind.Histogram, "s", "From a batch's handing over to its last commit: dead letters, retries and an open breaker are in it.", Consumer,
        MetricTags.MessagingSystem, MetricTags.Operation, MetricTags.Topic, MetricTags.Group);

    /// <summary>Time to take effect.</summary>
    public static readonly Metric EffectDuration = new(
        "pipeline.effect.duration", MetricKind.Histogram, "s", "From an event's occurred_at, by the writer's clock, to the commit in which the consumer brought it to effect. A recording an event, repeated ones beside new ones in a batch too; one without occurred_at has none.", Consumer,
        MetricTags.Topic, MetricTags.Group);

    /// <summary>Events of a batch.</summary>
    public static readonly Metric BatchSize = new(
        "pipeline.batch.size", MetricKind.Histogram, "{event}", "Events of a batch that is handed over, from the first to the last, refused and repeated ones too.", Consumer, MetricTags.Topic, MetricTags.Group);

    /// <summary>Time of a transaction.</summary>
    public static readonly Metric CommitDuration = new(
        "pipeline.commit.duration", MetricKind.Histogram, "s", "The sink's transaction, from asking for a connection to its commit. Failed ones have none.", Consumer, MetricTags.Topic, MetricTags.Group);

    /// <summary>Events with effect.</summary>
    public static readonly Metric Applied = new(
        "pipeline.events.applied", MetricKind.Counter, "{event}", "Events that took effect.", Consumer, MetricTags.Topic, MetricTags.Group);

    /// <summary>Events without a second effect.</summary>
    public static readonly Metric Duplicates = new(
        "pipeline.events.duplicates", MetricKind.Counter, "{event}", "Events that had taken effect before, and did not a second time.", Consumer, MetricTags.Topic, MetricTags.Group);

    /// <summary>Messages given up.</summary>
    public static readonly Metric DeadLetters = new(
        "pipeline.dead_letters", MetricKind.Counter, "{message}", "Messages that were given up and kept, by reason (names of the fault table).", Consumer,
        MetricTags.Topic, MetricTags.Group, MetricTags.Reason)
    { Once = "after a dead letter" };

    /// <summary>Messages that wait.</summary>
    public static readonly Metric ConsumerLag = new(
        "pipeline.consumer.lag", MetricKind.Gauge, "{message}", "Messages between the partition's committed progress in the database and the end of its log; reported by the member that has the partition, once it knows both.", Consumer,
        MetricTags.Topic, MetricTags.Group, MetricTags.Partition);

    /// <summary>Partitions of a member.</summary>
    public static readonly Metric AssignedPartitions = new(
        "pipeline.consumer.partitions", MetricKind.Gauge, "{partition}", "Partitions that a member has.", Consumer, MetricTags.Topic, MetricTags.Group, MetricTags.Client);

    /// <summary>State of the breaker.</summary>
    public static readonly Metric BreakerState = new(
        "pipeline.breaker.state", MetricKind.Gauge, "{state}", "The circuit breaker before the database: 0 closed, 1 probing, 2 open; of several in a process the worst.", Consumer, MetricTags.Topic, MetricTags.Group);

    /// <summary>Faults.</summary>
    public static readonly Metric Faults = new(
        FaultCounter.CounterName, MetricKind.Counter, "{fault}", "Faults of the fault table that were met, each where its action was taken.", Producer | Consumer,
        MetricTags.FaultSource, MetricTags.FaultName)
    { Once = "after a fault" };

    /// <summary>Messages in a client's queue.</summary>
    public static readonly Metric ClientQueueMessages = new(
        "pipeline.kafka.queue.messages", MetricKind.Gauge, "{message}", "Messages in a producer's queue, sent or not, that are not acknowledged (librdkafka: msg_cnt).", Producer, MetricTags.Client);

    /// <summary>Bytes in a client's queue.</summary>
    public static readonly Metric ClientQueueBytes = new(
        "pipeline.kafka.queue.size", MetricKind.Gauge, "By", "Their bytes (librdkafka: msg_size).", Producer, MetricTags.Client);

    /// <summary>Bytes fetched ahead.</summary>
    public static readonly Metric ClientFetchedBytes = new(
        "pipeline.kafka.fetched.size", MetricKind.Gauge, "By", "What a member has fetched ahead of what it takes (librdkafka: fetchq_size).", Consumer, MetricTags.Client);

    /// <summary>Round trips to brokers.</summary>
    public static readonly Metric BrokerRoundTrip = new(
        "pipeline.kafka.broker.rtt", MetricKind.Gauge, "s", "Round trip to a broker, the mean of the last second (librdkafka: rtt.avg). A member's includes what the broker waits for new messages. Missing while nothing is asked of it.", Producer | Consumer,
        MetricTags.Client, MetricTags.Broker);

    /// <summary>Requests that failed.</summary>
    public static readonly Metric RequestErrors = new(
        "pipeline.kafka.requests.failed", MetricKind.Counter, "{request}", "Requests to brokers that could not be sent (librdkafka: txerrs).", Producer | Consumer, MetricTags.Client);

    /// <summary>Requests that were repeated.</summary>
    public static readonly Metric RequestRetries = new(
        "pipeline.kafka.requests.retried", MetricKind.Counter, "{request}", "Requests to brokers that were sent again (librdkafka: txretries).", Producer | Consumer, MetricTags.Client);

    /// <summary>Result of the last verification.</summary>
    public static readonly Metric VerificationOk = new(
        "pipeline.verification.ok", MetricKind.Gauge, "{result}", "The last verification, in this process or another (VERIFY_RESULT): 1 the promise holds, 0 it does not.", Verifier)
    { Once = OnceVerified };

    /// <summary>Findings of the last verification.</summary>
    public static readonly Metric VerificationFindings = new(
        "pipeline.verification.findings", MetricKind.Gauge, "{finding}", "What it found, by kind; 0 where it found none.", Verifier, MetricTags.Kind)
    { Once = OnceVerified };

    /// <summary>Time of the last verification.</summary>
    public static readonly Metric VerificationTime = new(
        "pipeline.verification.time", MetricKind.Gauge, "s", "When it ended, seconds since 1970.", Verifier)
    { Once = OnceVerified };

    /// <summary>All lines, in the order of an event's way.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        GeneratedRows, OutboxRows, OutboxOldestAge, SentMessages, SendDuration,
        ConsumedMessages, BatchSize, ProcessDuration, CommitDuration, EffectDuration, Applied, Duplicates, DeadLetters,
        ConsumerLag, AssignedPartitions, BreakerState, Faults,
        ClientQueueMessages, ClientQueueBytes, ClientFetchedBytes, BrokerRoundTrip, RequestErrors, RequestRetries,
        VerificationOk, VerificationFindings, VerificationTime,
    ];
}
