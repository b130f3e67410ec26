using Pipeline.Logs.Entries;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Services;

namespace Pipeline.Logs.Sequences;

/// <summary>
/// The entries of one or more services in turn: all entries of a request follow each other. Entry N of a seed and a time is the same
/// in every sequence of the same services, and is of the same request in every sequence of as many services. Allocates nothing per
/// entry. Not thread-safe.
/// </summary>
public sealed class EntrySequence
{
    /// <summary>
    /// Requests that are tried for an entry of a level. Without this limit, the search would not end for services that have no entries
    /// of the level.
    /// </summary>
    private const int MaxTries = 20_000;

    /// <summary>Distance between the requests that are tried, so that the entries near this one do not try the same requests.</summary>
    private const long TryDistance = 1L << 44;

    private readonly LogService[] _services;
    private readonly byte[][] _names;
    private readonly ActiveIncidents _incidents;
    private readonly RequestSource _requests;
    private readonly SeededRandom _seed;
    private readonly SeededRandom _random = new(0);

    /// <summary>Creates a sequence.</summary>
    /// <param name="services">The services, one or more.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="incidents">The incidents.</param>
    public EntrySequence(IEnumerable<LogService> services, long seed, ActiveIncidents incidents)
    {
        _services = [.. services];
        _names = [.. _services.Select(static s => Encoding.UTF8.GetBytes(s.Name))];
        (_incidents, _requests, _seed) = (incidents, new(seed), new(seed));
    }

    /// <summary>The entry that was made last.</summary>
    public LogEntry Entry { get; } = new();

    /// <summary>Makes entry number <paramref name="number"/>.</summary>
    /// <param name="number">Its number: <c>number / services</c> is the request.</param>
    /// <param name="time">Its time, milliseconds since 1970.</param>
    public void Make(long number, long time)
    {
        var (request, service) = Math.DivRem(number, _services.Length);
        Make(request, (int)service, time);
    }

    /// <summary>Makes an entry of a level or a more serious one.</summary>
    /// <returns>Whether one was found.</returns>
    public bool TryMake(long number, long time, EntryLevel level)
    {
        var (request, service) = Math.DivRem(number, _services.Length);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            // Each try takes the next service, because one of them may have no entries of the level.
            Make(request + (tries * TryDistance), (int)((service + tries) % _services.Length), time);
            if (Entry.Level >= level)
                return true;
        }

        return false;
    }

    private void Make(long number, int service, long time)
    {
        var request = _requests.Make(number, _incidents.At(time), out var trace);
        _seed.ForkInto(_random, _services[service].Name, number);
        Entry.Path.Clear();
        Entry.Message.Clear();
        (Entry.Time, Entry.Service) = (time, _names[service]);
        (Entry.TraceHigh, Entry.TraceLow) = trace;
        (Entry.User, Entry.Address, Entry.Client) = (request.User, request.Address, request.Client);
        (Entry.Level, Entry.Method, Entry.Status, Entry.LatencyMs, Entry.Size) = (EntryLevel.Info, HttpVerb.Get, 200, 0, 0);
        _services[service].Write(request, _random, Entry);
    }
}
