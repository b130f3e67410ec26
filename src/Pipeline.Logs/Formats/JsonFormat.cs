using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>One JSON object per line.</summary>
internal sealed class JsonFormat : LineFormat
{
    protected override void Write(LogEntry entry, TimeWriter time, ref LineWriter line)
    {
        line.Raw("{\"ts\":\""u8);
        time.Iso(entry.Time, ref line);
        line.Raw("\",\"level\":\""u8);
        line.Raw(LogLevels.Utf8(entry.Level));
        line.Raw("\",\"service\":\""u8);
        line.Raw(entry.Service.Span);
        line.Raw("\",\"trace_id\":\""u8);
        line.Trace(entry.TraceHigh, entry.TraceLow);
        if (entry.User != 0)
        {
            line.Raw("\",\"user_id\":"u8);
            line.Number(entry.User);
            line.Raw(",\"method\":\""u8);
        }
        else
        {
            line.Raw("\",\"method\":\""u8);
        }

        line.Raw(FormatWords.Method(entry.Method));
        line.Raw("\",\"path\":\""u8);
        line.Escaped(entry.Path.Bytes, Escapes.Quoted, Escapes.Json);
        line.Raw("\",\"status\":"u8);
        line.Number(entry.Status);
        line.Raw(",\"latency_ms\":"u8);
        line.Number(entry.LatencyMs);
        line.Raw(",\"message\":\""u8);
        line.Escaped(entry.Message.Bytes, Escapes.Quoted, Escapes.Json);
        line.Raw("\"}"u8);
    }
}
