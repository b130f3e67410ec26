using Microsoft.Extensions.Logging;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "Kafka at {Servers} does not answer; events wait and are sent when it is back. Is KAFKA_BOOTSTRAP_SERVERS right?")]
    public static partial void BrokersDown(this ILogger log, string servers);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Kafka answers again")]
    public static partial void BrokersBack(this ILogger log);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "The producer met a fatal error and is rebuilt; what was not acknowledged is sent again")]
    public static partial void ProducerRebuilt(this ILogger log);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Partition} assigned, goes on from offset {Offset}")]
    public static partial void Assigned(this ILogger log, PartitionId partition, long offset);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "{Partition} assigned, but its progress cannot be read yet: {Problem}")]
    public static partial void AssignedBlind(this ILogger log, PartitionId partition, string problem);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "{Partition} given up")]
    public static partial void Revoked(this ILogger log, PartitionId partition);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning, Message = "{Partition}: another member has moved the progress to {Offset}; nothing was written, going on from there")]
    public static partial void Fenced(this ILogger log, PartitionId partition, long offset);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Error, Message = "{Partition}: gap, offsets {From} to {To} are not in the log any more")]
    public static partial void Gap(this ILogger log, PartitionId partition, long from, long to);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Warning, Message = "{Partition} paused: the database takes nothing at present")]
    public static partial void Paused(this ILogger log, PartitionId partition);

    [LoggerMessage(EventId = 1107, Level = LogLevel.Information, Message = "{Partition} resumed")]
    public static partial void Resumed(this ILogger log, PartitionId partition);

    [LoggerMessage(EventId = 1108, Level = LogLevel.Error, Message = "{Partition} stopped: {Problem}")]
    public static partial void Stopped(this ILogger log, PartitionId partition, string problem);

    [LoggerMessage(EventId = 1109, Level = LogLevel.Warning, Message = "Kafka client: {Problem}")]
    public static partial void ClientProblem(this ILogger log, string problem);

    [LoggerMessage(EventId = 1110, Level = LogLevel.Warning, Message = "{Partition} offset {Offset} dead-lettered: {Reason}")]
    public static partial void DeadLettered(this ILogger log, PartitionId partition, long offset, string reason);

    [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "Dead-letter topic {Topic} does not acknowledge ({Problem}); kept in the table dead_letters")]
    public static partial void DeadLetterTopicFailed(this ILogger log, string topic, string problem);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Error, Message = "{Partition} offset {Offset} cannot be dead-lettered anywhere ({Problem}); the partition waits")]
    public static partial void DeadLetterFailed(this ILogger log, PartitionId partition, long offset, string problem);

    [LoggerMessage(EventId = 1113, Level = LogLevel.Warning, Message = "Leaving the group took too long, the brokers may be gone; the group notices by itself within the session timeout")]
    public static partial void CloseAbandoned(this ILogger log);

    [LoggerMessage(EventId = 1114, Level = LogLevel.Warning, Message = "{Partition} offset {Offset}: its dead-letter topic refuses it ({Problem}); kept in the table dead_letters")]
    public static partial void DeadLetterRefused(this ILogger log, PartitionId partition, long offset, string problem);

    [LoggerMessage(EventId = 1115, Level = LogLevel.Warning, Message = "{Partition}: the headers of messages to be dead-lettered were not read ({Problem}); they are kept without them")]
    public static partial void HeadersUnread(this ILogger log, PartitionId partition, string problem);
}
