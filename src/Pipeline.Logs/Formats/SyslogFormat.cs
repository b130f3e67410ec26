using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>
/// RFC 5424 with structured data. Facility local0; the enterprise number 32473 is the one for examples. A message may contain line
/// feeds by the RFC, but not in a file of lines, so control characters are escaped as rsyslog does.
/// </summary>
internal sealed class SyslogFormat : LineFormat
{
    private const int Local0 = 16 * 8;

    protected override void Write(LogEntry entry, TimeWriter time, ref LineWriter line)
    {
        line.Raw("<"u8);
        line.Number(Local0 + Severity(entry.Level));
        line.Raw(">1 "u8);
        time.Iso(entry.Time, ref line);
        line.Raw(" "u8);
        line.Raw(entry.Service.Span);
        line.Raw("-1 "u8);
        line.Raw(entry.Service.Span);
        line.Raw(" 1 http [request@32473 trace_id=\""u8);
        line.Trace(entry.TraceHigh, entry.TraceLow);
        line.Raw("\" user_id=\""u8);
        line.Number(entry.User);
        line.Raw("\" method=\""u8);
        line.Raw(FormatWords.Method(entry.Method));
        line.Raw("\" path=\""u8);
        line.Escaped(entry.Path.Bytes, Escapes.Parameter, Escapes.SyslogParameter);
        line.Raw("\" status=\""u8);
        line.Number(entry.Status);
        line.Raw("\" latency_ms=\""u8);
        line.Number(entry.LatencyMs);
        line.Raw("\"] "u8);
        line.Escaped(entry.Message.Bytes, Escapes.Control, Escapes.Syslog);
    }

    private static int Severity(EntryLevel level) => level switch
    {
        EntryLevel.Debug => 7,
        EntryLevel.Info => 6,
        EntryLevel.Warn => 4,
        _ => 3,
    };
}
