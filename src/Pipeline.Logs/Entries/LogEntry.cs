namespace Pipeline.Logs.Entries;

/// <summary>One log entry: a request as one service saw it. The instance is reused for the next entry. Not thread-safe.</summary>
public sealed class LogEntry
{
    /// <summary>Maximum length of <see cref="Path"/>, bytes.</summary>
    public const int MaxPath = 1_024;

    /// <summary>Maximum length of <see cref="Message"/>, bytes.</summary>
    public const int MaxMessage = 4_096;

    /// <summary>Maximum length of <see cref="Service"/>, bytes.</summary>
    public const int MaxService = 48;

    /// <summary>When it was written, milliseconds since 1970.</summary>
    public long Time { get; internal set; }

    /// <summary>Name of the service, UTF-8. Set by the simulator.</summary>
    public ReadOnlyMemory<byte> Service { get; internal set; }

    /// <summary>First half of the trace id, which all services of a request share. Set by the simulator.</summary>
    public ulong TraceHigh { get; internal set; }

    /// <summary>Second half of the trace id.</summary>
    public ulong TraceLow { get; internal set; }

    /// <summary>The user of the request; 0 for none.</summary>
    public int User { get; set; }

    /// <summary>IPv4 address of the client, the first part in the highest byte.</summary>
    public uint Address { get; set; }

    /// <summary>How serious it is.</summary>
    public EntryLevel Level { get; set; }

    /// <summary>HTTP method: GET, POST, PUT or DELETE.</summary>
    public HttpVerb Method { get; set; }

    /// <summary>Path of the request, with a leading slash.</summary>
    public Utf8Text Path { get; } = new(MaxPath);

    /// <summary>HTTP status, 100–599.</summary>
    public int Status { get; set; }

    /// <summary>Time until the response, milliseconds.</summary>
    public int LatencyMs { get; set; }

    /// <summary>Size of the response, bytes.</summary>
    public int Size { get; set; }

    /// <summary>Number of the client program, an index of <see cref="ClientPrograms"/>.</summary>
    public int Client { get; set; }

    /// <summary>What happened, for a person.</summary>
    public Utf8Text Message { get; } = new(MaxMessage);
}

/// <summary>An HTTP method.</summary>
public enum HttpVerb
{
    /// <summary>Reads.</summary>
    Get,

    /// <summary>Creates.</summary>
    Post,

    /// <summary>Replaces.</summary>
    Put,

    /// <summary>Removes.</summary>
    Delete,
}
