namespace Pipeline.Logs.Streaming;

/// <summary>Frames entries for a connection: lines, or Server-Sent Events.</summary>
/// <param name="isEvents">Whether the client accepts text/event-stream.</param>
internal sealed class StreamFormat(bool isEvents)
{
    /// <summary>Bytes that framing adds to a text without line feeds.</summary>
    public const int Overhead = 16;

    /// <summary>Content-Type of the response.</summary>
    public string ContentType => isEvents ? "text/event-stream" : "text/plain; charset=utf-8";

    /// <summary>Keeps an idle connection open: a comment of Server-Sent Events. Empty for lines, which have no comments.</summary>
    public ReadOnlySpan<byte> KeepAlive => isEvents ? ":\n\n"u8 : default;

    /// <summary>The format that the Accept header asks for.</summary>
    public static StreamFormat Of(HttpRequest request) => new(request.GetTypedHeaders().Accept.Any(
        static type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0));

    /// <summary>Writes an entry with its frame. In an event, every line of the entry begins with <c>data: </c>.</summary>
    /// <param name="entry">The entry with its line feed.</param>
    /// <param name="target">At least as long as the entry, and <see cref="Overhead"/> for each of its lines.</param>
    /// <returns>Length of the framed entry, bytes.</returns>
    public int Frame(ReadOnlySpan<byte> entry, Span<byte> target)
    {
        if (!isEvents)
        {
            entry.CopyTo(target);
            return entry.Length;
        }

        var length = 0;
        while (!entry.IsEmpty)
        {
            var end = entry.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? entry : entry[..end];
            "data: "u8.CopyTo(target[length..]);
            line.CopyTo(target[(length + 6)..]);
            length += 6 + line.Length;
            target[length++] = (byte)'\n';
            // A carriage return and a line feed are one line break.
            entry = end < 0 ? default : entry[(end + (entry[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        target[length++] = (byte)'\n';
        return length;
    }
}
