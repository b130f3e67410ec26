namespace Pipeline.Hosting.Settings;

/// <summary>Format of a log line.</summary>
public enum LogFormat
{
    /// <summary>For people at a terminal.</summary>
    Text,

    /// <summary>One JSON object per line, for log collectors.</summary>
    Json,
}
