using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Services;

/// <summary>
/// A service whose log is simulated. A derived class with a public constructor without parameters is found at the start: its streams,
/// its topic and its documentation follow from the name. One instance serves all streams at once, on several threads, so a service
/// must not keep state between calls.
/// </summary>
public abstract class LogService
{
    /// <summary>The name: a lower-case letter, then up to 47 lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the service does, one sentence for its documentation.</summary>
    public abstract string Description { get; }

    /// <summary>
    /// Writes the service's entry about a request. Sets level, method, path, status, latency and message; user, address and client are
    /// those of the request unless they are set.
    /// </summary>
    /// <param name="request">The request, which the other services see too.</param>
    /// <param name="random">Randomness of this service for this request: the same seed gives the same entry.</param>
    /// <param name="entry">The entry, empty.</param>
    public abstract void Write(in LogRequest request, SeededRandom random, LogEntry entry);

    /// <summary>Sets method, status and latency, and the level that follows from status and latency.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="method">Method.</param>
    /// <param name="status">Status.</param>
    /// <param name="latencyMs">Latency, milliseconds.</param>
    protected static void Answer(LogEntry entry, HttpVerb method, int status, int latencyMs)
    {
        const int slowMs = 1_000;
        const int serverFault = 500;
        const int clientFault = 400;
        (entry.Method, entry.Status, entry.LatencyMs) = (method, status, latencyMs);
        entry.Level = status >= serverFault ? EntryLevel.Error
            : status >= clientFault || latencyMs > slowMs ? EntryLevel.Warn
            : EntryLevel.Info;
    }

    /// <summary>A log-normal latency within the bounds, in milliseconds, times the slowness of the request.</summary>
    protected static int Latency(in LogRequest request, SeededRandom random, int fromMs, int toMs) =>
        request.Slowness * (int)random.LogNormal(fromMs, toMs);
}
