using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>Pairs of name and value; values with spaces, quotes or equals signs are quoted.</summary>
internal sealed class LogfmtFormat : LineFormat
{
    protected override void Write(LogEntry entry, TimeWriter time, ref LineWriter line)
    {
        line.Raw("ts="u8);
        time.Iso(entry.Time, ref line);
        line.Raw(" level="u8);
        line.Raw(LogLevels.Utf8(entry.Level));
        line.Raw(" service="u8);
        line.Raw(entry.Service.Span);
        line.Raw(" trace_id="u8);
        line.Trace(entry.TraceHigh, entry.TraceLow);
        if (entry.User != 0)
        {
            line.Raw(" user_id="u8);
            line.Number(entry.User);
        }

        line.Raw(" method="u8);
        line.Raw(FormatWords.Method(entry.Method));
        line.Raw(" path="u8);
        Value(entry.Path.Bytes, ref line);
        line.Raw(" status="u8);
        line.Number(entry.Status);
        line.Raw(" latency_ms="u8);
        line.Number(entry.LatencyMs);
        line.Raw(" msg="u8);
        Value(entry.Message.Bytes, ref line);
    }

    private static void Value(ReadOnlySpan<byte> text, ref LineWriter line)
    {
        if (!text.IsEmpty && !text.ContainsAny(Escapes.NeedsQuotes))
        {
            line.Raw(text);
            return;
        }

        line.Raw("\""u8);
        line.Escaped(text, Escapes.Quoted, Escapes.Json);
        line.Raw("\""u8);
    }
}
