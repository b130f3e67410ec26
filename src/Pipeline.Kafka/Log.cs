namespace Pipeline.Kafka;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning,
        Message = "Kafka at {Servers} does not answer. Events are sent when it answers again. Check KAFKA_BOOTSTRAP_SERVERS.")]
    public static partial void BrokersDown(this ILogger log, string servers);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Kafka answers again")]
    public static partial void BrokersBack(this ILogger log);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning,
        Message = "Fatal client error; the producer is recreated. Unacknowledged events are sent again.")]
    public static partial void ProducerRecreated(this ILogger log);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Partition} assigned, continues from offset {Offset}")]
    public static partial void Assigned(this ILogger log, PartitionId partition, long offset);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning,
        Message = "{Partition} assigned, but cannot read its progress: {Problem}. Retrying.")]
    public static partial void ProgressUnknown(this ILogger log, PartitionId partition, string problem);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "{Partition} revoked")]
    public static partial void Revoked(this ILogger log, PartitionId partition);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning,
        Message = "{Partition}: the progress in the database has changed to {Offset}. Nothing was written; continuing from there.")]
    public static partial void Fenced(this ILogger log, PartitionId partition, long offset);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Error, Message = "{Partition}: gap, the log has no offsets {From} to {To}")]
    public static partial void Gap(this ILogger log, PartitionId partition, long from, long to);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Warning,
        Message = "{Partition} paused: its last batch has not been applied for {Seconds:0.0} s. It resumes after the batch.")]
    public static partial void Paused(this ILogger log, PartitionId partition, double seconds);

    [LoggerMessage(EventId = 1107, Level = LogLevel.Information, Message = "{Partition} resumed")]
    public static partial void Resumed(this ILogger log, PartitionId partition);

    [LoggerMessage(EventId = 1108, Level = LogLevel.Error, Message = "{Partition} stopped: {Problem}")]
    public static partial void Stopped(this ILogger log, PartitionId partition, string problem);

    [LoggerMessage(EventId = 1109, Level = LogLevel.Warning, Message = "Kafka client: {Problem}")]
    public static partial void ClientProblem(this ILogger log, string problem);

    [LoggerMessage(EventId = 1110, Level = LogLevel.Warning, Message = "{Partition} offset {Offset} dead-lettered: {Reason}")]
    public static partial void DeadLettered(this ILogger log, PartitionId partition, long offset, string reason);

    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning,
        Message = "Dead-letter topic {Topic} does not acknowledge ({Problem}). Dead letters go to the table dead_letters.")]
    public static partial void DeadLetterTopicFailed(this ILogger log, string topic, string problem);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Error,
        Message = "{Partition} offset {Offset} cannot be dead-lettered, neither in the topic nor in the table ({Problem}). Retrying.")]
    public static partial void DeadLetterFailed(this ILogger log, PartitionId partition, long offset, string problem);

    [LoggerMessage(EventId = 1113, Level = LogLevel.Warning,
        Message = "Timeout while leaving the group. The group removes this member after the session timeout.")]
    public static partial void CloseAbandoned(this ILogger log);

    [LoggerMessage(EventId = 1114, Level = LogLevel.Warning,
        Message = "{Partition} offset {Offset}: the dead-letter topic refuses the message ({Problem}). It goes to the table dead_letters.")]
    public static partial void DeadLetterRefused(this ILogger log, PartitionId partition, long offset, string problem);

    [LoggerMessage(EventId = 1115, Level = LogLevel.Warning,
        Message = "{Partition}: cannot read the headers of messages to be dead-lettered ({Problem}). Storing them without headers.")]
    public static partial void HeadersUnread(this ILogger log, PartitionId partition, string problem);

    // Each process asks once per schema; an outage of the registry has a warning of its own.
    [LoggerMessage(EventId = 1116, Level = LogLevel.Information,
        Message = "{Partition} paused: the schema of offset {Offset} is not known until the schema registry answers.")]
    public static partial void WaitsForSchema(this ILogger log, PartitionId partition, long offset);

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning,
        Message = "The schema registry at {Url} does not answer ({Problem}). Retrying; no message is refused meanwhile.")]
    public static partial void RegistryDown(this ILogger log, Uri url, string problem);

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "The schema registry answers again")]
    public static partial void RegistryBack(this ILogger log);

    [LoggerMessage(EventId = 1203, Level = LogLevel.Error,
        Message = "Schema {Id} of the registry cannot be read ({Problem}). Its messages are refused as unknown_schema.")]
    public static partial void SchemaUnreadable(this ILogger log, int id, string problem);
}
