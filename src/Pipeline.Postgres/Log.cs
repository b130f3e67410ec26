using Microsoft.Extensions.Logging;

namespace Pipeline.Postgres;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "Outbox lane {Lane} waits: {Problem}. Rows are committed all the same and are sent when it is over")]
    public static partial void LaneInTrouble(this ILogger log, short lane, string problem);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Outbox lane {Lane} sends again")]
    public static partial void LaneRecovered(this ILogger log, short lane);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "Outbox lane {Lane} stands still: the brokers refuse {Problem}. Change what refuses it; the lane asks again every 30 s and loses nothing meanwhile")]
    public static partial void LaneRefused(this ILogger log, short lane, string problem);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "The outbox waits: {Problem}. What is committed is sent when it is over")]
    public static partial void RelayInTrouble(this ILogger log, string problem);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information, Message = "The relay reaches the outbox again")]
    public static partial void RelayRecovered(this ILogger log);
}
