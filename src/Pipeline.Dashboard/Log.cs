using Microsoft.Extensions.Logging;

namespace Pipeline.Dashboard;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Dashboard: {Address}")]
    public static partial void Listening(this ILogger log, Uri address);
}
