using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Formats;

/// <summary>Words of several formats.</summary>
internal static class FormatWords
{
    /// <summary>The method as in a request line.</summary>
    public static ReadOnlySpan<byte> Method(HttpVerb method) => method switch
    {
        HttpVerb.Get => "GET"u8,
        HttpVerb.Post => "POST"u8,
        HttpVerb.Put => "PUT"u8,
        _ => "DELETE"u8,
    };
}
