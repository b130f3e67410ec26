using Microsoft.Extensions.Logging;

namespace Pipeline.Dashboard;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Dashboard: {Address}")]
    public static partial void Listening(this ILogger log, string address);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "The look at the pipeline failed; the pages show the one before. Trying again")]
    public static partial void LookFailed(this ILogger log, Exception exception);
}
