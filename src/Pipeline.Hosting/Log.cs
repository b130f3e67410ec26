namespace Pipeline.Hosting;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 3001, Level = LogLevel.Warning,
        Message = "Breaker open after {Failures} consecutive failed attempts; probing in {Seconds:0.0} s. " +
            "Partitions are paused, offsets stay unchanged")]
    public static partial void BreakerOpened(this ILogger log, int failures, double seconds);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Breaker probes the database")]
    public static partial void BreakerProbes(this ILogger log);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "Breaker closed: the database accepts batches again")]
    public static partial void BreakerClosed(this ILogger log);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "{Problem} Retrying until it succeeds")]
    public static partial void WaitingFor(this ILogger log, string problem);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Information, Message = "{What} is ready")]
    public static partial void Ready(this ILogger log, string what);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Critical, Message = "{Problem}")]
    public static partial void Refused(this ILogger log, string problem);

    [LoggerMessage(
        EventId = 3104, Level = LogLevel.Information, Message = "KAFKA_ENABLED=false: nothing to consume, idle until stopped")]
    public static partial void NothingToConsume(this ILogger log);

    [LoggerMessage(
        EventId = 3105, Level = LogLevel.Warning,
        Message = "Cannot create the partitions of processed_events for the next days: {Problem}. Retrying in 10 minutes")]
    public static partial void PartitionMaintenanceFailed(this ILogger log, string problem);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "{Failure}: {Problem}. Retrying")]
    public static partial void AttemptFailed(this ILogger log, string failure, string problem);

    [LoggerMessage(
        EventId = 3401, Level = LogLevel.Warning, Message = "{Lines} more lines of event {Event} in the last {Seconds} s were left out")]
    public static partial void LinesLeftOut(this ILogger log, long lines, int @event, double seconds);
}
