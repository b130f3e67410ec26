namespace Pipeline.Hosting.Settings;

/// <summary>How a line of the log looks.</summary>
public enum LogFormat
{
    /// <summary>For people at a terminal.</summary>
    Text,

    /// <summary>A JSON object a line, for whatever collects logs of containers.</summary>
    Json,
}
