namespace Pipeline.Dashboard;

/// <summary>All log messages of this project.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "Dashboard: {Address}")]
    public static partial void Listening(this ILogger log, string address);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error,
        Message = "Dashboard poll failed; the pages show the previous snapshot until the next poll succeeds")]
    public static partial void PollFailed(this ILogger log, Exception exception);
}
