using Pipeline.Streams.Delivery;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Names and sets of tags. Tag values come from small sets: topics, groups, partitions, names of the fault table. They never contain
/// a key or other data of an event.
/// </summary>
public static class MetricTags
{
    /// <summary>The topic.</summary>
    public const string Topic = "messaging.destination.name";

    /// <summary>Number of the partition.</summary>
    public const string Partition = "messaging.destination.partition.id";

    /// <summary>The consumer group, without KAFKA_GROUP_PREFIX.</summary>
    public const string Group = "messaging.consumer.group.name";

    /// <summary>Name of a librdkafka client, unique in its process.</summary>
    public const string Client = "messaging.client.id";

    /// <summary>Always kafka.</summary>
    public const string MessagingSystem = "messaging.system";

    /// <summary>Operation: send, poll or process.</summary>
    public const string Operation = "messaging.operation.name";

    /// <summary>Name of the fault that ended a failed operation.</summary>
    public const string Error = "error.type";

    /// <summary>Why a message was dead-lettered: a name of the fault table.</summary>
    public const string Reason = "reason";

    /// <summary>Source of a fault: postgres, kafka or event.</summary>
    public const string FaultSource = "source";

    /// <summary>Name of a fault.</summary>
    public const string FaultName = "name";

    /// <summary>Kind of a written row (the kind of record, update) or of a finding (lost, duplicated, …).</summary>
    public const string Kind = "kind";

    /// <summary>Number of a broker.</summary>
    public const string Broker = "broker";

    private static readonly ConcurrentDictionary<(string Topic, string Group), KeyValuePair<string, object?>[]> OfConsumers = new();
    private static readonly ConcurrentDictionary<(string Topic, string Group, string Operation), KeyValuePair<string, object?>[]>
        OfMessaging = new();

    /// <summary>Topic and group of a partition. Cached, so that recording a value allocates nothing.</summary>
    public static ReadOnlySpan<KeyValuePair<string, object?>> Of(in PartitionId partition) =>
        OfConsumers.GetOrAdd((partition.TopicName, partition.Group), static key => [new(Topic, key.Topic), new(Group, key.Group)]);

    /// <summary>Messaging system, operation, topic and group of a partition, for metrics of OpenTelemetry's conventions. Cached.</summary>
    public static ReadOnlySpan<KeyValuePair<string, object?>> Of(in PartitionId partition, string operation) => OfMessaging.GetOrAdd(
        (partition.TopicName, partition.Group, operation),
        static key => [new(MessagingSystem, "kafka"), new(Operation, key.Operation), new(Topic, key.Topic), new(Group, key.Group)]);
}
