using System.Collections.Concurrent;
using Pipeline.Streams.Delivery;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Names and sets of tags. Every value is one of a small number: topics, groups, partitions, names of the fault table. No key and
/// no content of an event is ever among them.
/// </summary>
public static class MetricTags
{
    /// <summary>The topic.</summary>
    public const string Topic = "messaging.destination.name";

    /// <summary>The partition's number.</summary>
    public const string Partition = "messaging.destination.partition.id";

    /// <summary>The consumer group, without KAFKA_GROUP_PREFIX.</summary>
    public const string Group = "messaging.consumer.group.name";

    /// <summary>A client of librdkafka within its process.</summary>
    public const string Client = "messaging.client.id";

    /// <summary>Always kafka.</summary>
    public const string MessagingSystem = "messaging.system";

    /// <summary>What is done: send, poll or process.</summary>
    public const string Operation = "messaging.operation.name";

    /// <summary>Name of the fault that ended it, where one did.</summary>
    public const string Error = "error.type";

    /// <summary>Why a message was given up: a name of the fault table.</summary>
    public const string Reason = "reason";

    /// <summary>Who reports a fault: postgres, kafka or event.</summary>
    public const string FaultSource = "source";

    /// <summary>Name of a fault.</summary>
    public const string FaultName = "name";

    /// <summary>What was written or found: order, product, update; lost, duplicated, …</summary>
    public const string Kind = "kind";

    /// <summary>Number of a broker.</summary>
    public const string Broker = "broker";

    private static readonly ConcurrentDictionary<(string Topic, string Group), KeyValuePair<string, object?>[]> OfConsumers = new();
    private static readonly ConcurrentDictionary<(string Topic, string Group, string Operation), KeyValuePair<string, object?>[]> OfMessaging = new();

    /// <summary>Topic and group of a partition. Made once, so that recording a value allocates nothing.</summary>
    public static ReadOnlySpan<KeyValuePair<string, object?>> Of(in PartitionId partition) =>
        OfConsumers.GetOrAdd((partition.TopicName, partition.Group), static key => [new(Topic, key.Topic), new(Group, key.Group)]);

    /// <summary>The same for the metrics of OpenTelemetry's conventions, which also name the system and what is done.</summary>
    public static ReadOnlySpan<KeyValuePair<string, object?>> Of(in PartitionId partition, string operation) => OfMessaging.GetOrAdd(
        (partition.TopicName, partition.Group, operation),
        static key => [new(MessagingSystem, "kafka"), new(Operation, key.Operation), new(Topic, key.Topic), new(Group, key.Group)]);
}
