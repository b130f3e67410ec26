namespace Pipeline.Logs;

/// <summary>Log messages of this project.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 9101, Level = LogLevel.Information, Message = "Listening on {Address}: /stream, /simulate, /docs, /health, /metrics")]
    public static partial void Listening(this ILogger log, string address);

    [LoggerMessage(
        EventId = 9102, Level = LogLevel.Warning,
        Message = "Kafka at {Servers} does not answer. Streams go on; up to {Buffer} entries per service wait, further ones are dropped")]
    public static partial void KafkaDown(this ILogger log, string servers, int buffer);

    [LoggerMessage(
        EventId = 9103, Level = LogLevel.Information,
        Message = "Kafka at {Servers} answers again; {Dropped} entries have been dropped since the start")]
    public static partial void KafkaBack(this ILogger log, string servers, long dropped);

    [LoggerMessage(
        EventId = 9104, Level = LogLevel.Error,
        Message = "Kafka refuses entries for {Topic} ({Reason}). Waiting entries are dropped; next attempt in {Seconds} s")]
    public static partial void TopicFailed(this ILogger log, string topic, string reason, double seconds);

    [LoggerMessage(EventId = 9105, Level = LogLevel.Information, Message = "{Topic}")]
    public static partial void TopicReady(this ILogger log, string topic);

    [LoggerMessage(
        EventId = 9106, Level = LogLevel.Information, Message = "Kafka has acknowledged {Acknowledged} entries; {Dropped} were dropped")]
    public static partial void KafkaEnded(this ILogger log, long acknowledged, long dropped);

    [LoggerMessage(
        EventId = 9107, Level = LogLevel.Warning, Message = "The topics of the services cannot be prepared ({Reason}); it is tried again")]
    public static partial void TopicsNotPrepared(this ILogger log, string reason);

    [LoggerMessage(
        EventId = 9108, Level = LogLevel.Error,
        Message = "Service {Service} failed. Its entries for Kafka are dropped; next attempt in {Seconds} s")]
    public static partial void ServiceFailed(this ILogger log, Exception exception, string service, double seconds);
}
