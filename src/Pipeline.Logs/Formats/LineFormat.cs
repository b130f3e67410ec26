using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>A format of log lines. Not thread-safe.</summary>
public abstract class LineFormat
{
    /// <summary>Maximum length of a line, bytes: a byte of a text takes at most six, as in \u001b.</summary>
    public const int MaxLine = (6 * (LogEntry.MaxPath + LogEntry.MaxMessage)) + LogEntry.MaxService + 1_024;

    private static readonly (string Name, Func<LineFormat> New)[] All =
    [
        ("json", static () => new JsonFormat()),
        ("logfmt", static () => new LogfmtFormat()),
        ("apache-common", static () => new AccessFormat(AccessKind.ApacheCommon)),
        ("apache-combined", static () => new AccessFormat(AccessKind.ApacheCombined)),
        ("nginx", static () => new AccessFormat(AccessKind.Nginx)),
        ("syslog-rfc5424", static () => new SyslogFormat()),
    ];

    private readonly TimeWriter _time = new();

    /// <summary>Names of all formats.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static f => f.Name)];

    /// <summary>The format of a name; null for another text.</summary>
    public static LineFormat? Find(string name) => Array.Find(All, f => f.Name == name).New?.Invoke();

    /// <summary>Writes a line with its line feed.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="line">At least <see cref="MaxLine"/> bytes.</param>
    /// <returns>Length of the line, bytes.</returns>
    public int Write(LogEntry entry, Span<byte> line)
    {
        var writer = new LineWriter(line);
        Write(entry, _time, ref writer);
        writer.Raw("\n"u8);
        return writer.Length;
    }

    /// <summary>Writes a line without its line feed.</summary>
    protected abstract void Write(LogEntry entry, TimeWriter time, ref LineWriter line);
}
