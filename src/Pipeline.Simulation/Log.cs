namespace Pipeline.Simulation;

/// <summary>Log messages of this project.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 3301, Level = LogLevel.Warning,
        Message = "Cannot write the counts of labelled dirt to {Problem}. They are kept in memory and written with the next events")]
    public static partial void DirtCountsNotWritten(this ILogger log, string problem);
}
