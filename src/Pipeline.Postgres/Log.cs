namespace Pipeline.Postgres;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning,
        Message = "Outbox shard {Shard} is delayed: {Problem}. Committed events stay in the outbox. Retrying.")]
    public static partial void ShardDelayed(this ILogger log, short shard, string problem);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Outbox shard {Shard} sends again")]
    public static partial void ShardRecovered(this ILogger log, short shard);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error,
        Message = "Outbox shard {Shard} is stopped: the brokers refuse {Problem}. Change the setting; the relay retries every 30 s.")]
    public static partial void ShardRefused(this ILogger log, short shard, string problem);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning,
        Message = "The relay cannot read the outbox: {Problem}. Committed events stay in the outbox. Retrying.")]
    public static partial void RelayDelayed(this ILogger log, string problem);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information, Message = "The relay reads the outbox again")]
    public static partial void RelayRecovered(this ILogger log);
}
