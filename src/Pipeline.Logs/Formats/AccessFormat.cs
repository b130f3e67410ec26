using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>The access logs of web servers.</summary>
internal enum AccessKind
{
    /// <summary>Apache's <c>%h %l %u %t "%r" %>s %b</c>.</summary>
    ApacheCommon,

    /// <summary>The same with referer and user agent.</summary>
    ApacheCombined,

    /// <summary>nginx's predefined format <c>combined</c>.</summary>
    Nginx,
}

/// <summary>One line per request as a web server writes it. Has no level, no trace id and no message.</summary>
/// <param name="kind">Which server's.</param>
internal sealed class AccessFormat(AccessKind kind) : LineFormat
{
    private readonly Escape _escape = kind == AccessKind.Nginx ? Escapes.Nginx : Escapes.Apache;

    protected override void Write(LogEntry entry, TimeWriter time, ref LineWriter line)
    {
        line.Address(entry.Address);
        line.Raw(" - "u8);
        if (entry.User == 0)
            line.Raw("-"u8);
        else
            line.Number(entry.User);
        line.Raw(" ["u8);
        time.Access(entry.Time, ref line);
        line.Raw("] \""u8);
        line.Raw(FormatWords.Method(entry.Method));
        line.Raw(" "u8);
        line.Escaped(entry.Path.Bytes, Escapes.Quoted, _escape);
        line.Raw(" HTTP/1.1\" "u8);
        line.Number(entry.Status);
        line.Raw(" "u8);
        // Apache writes - for an empty body, nginx 0.
        if (entry.Size == 0 && kind != AccessKind.Nginx)
            line.Raw("-"u8);
        else
            line.Number(entry.Size);
        if (kind == AccessKind.ApacheCommon)
            return;
        line.Raw(" \"-\" \""u8);
        line.Escaped(ClientPrograms.Text(entry.Client), Escapes.Quoted, _escape);
        line.Raw("\""u8);
    }
}
