namespace Pipeline.Logs.Entries;

/// <summary>How serious an entry is.</summary>
public enum EntryLevel
{
    /// <summary>For developers.</summary>
    Debug,

    /// <summary>Normal operation.</summary>
    Info,

    /// <summary>The caller's fault (status 4xx), or a slow request.</summary>
    Warn,

    /// <summary>The service's fault (status 5xx).</summary>
    Error,
}

/// <summary>The names of levels in entries and addresses.</summary>
public static class LogLevels
{
    /// <summary>All names, least serious first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["DEBUG", "INFO", "WARN", "ERROR"];

    /// <summary>The name of a level, UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8(EntryLevel level) => level switch
    {
        EntryLevel.Debug => "DEBUG"u8,
        EntryLevel.Info => "INFO"u8,
        EntryLevel.Warn => "WARN"u8,
        _ => "ERROR"u8,
    };

    /// <summary>The level of a name, in upper or lower case; null for another text.</summary>
    public static EntryLevel? Find(string name)
    {
        for (var index = 0; index < Names.Count; index++)
        {
            if (string.Equals(Names[index], name, StringComparison.OrdinalIgnoreCase))
                return (EntryLevel)index;
        }

        return null;
    }
}
