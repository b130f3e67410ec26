using System.Text;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Sequences;
using Pipeline.Logs.Services;
using Pipeline.Testing.Logs;

namespace Pipeline.UnitTests.Logs;

/// <summary>An entry as a value.</summary>
internal readonly record struct SampleEntry(
    long Time, string Service, (ulong High, ulong Low) Trace, int User, uint Address, int Client, EntryLevel Level, HttpVerb Method,
    string Path, int Status, int LatencyMs, string Message)
{
    public static SampleEntry Of(LogEntry entry) => new(
        entry.Time, Encoding.UTF8.GetString(entry.Service.Span), (entry.TraceHigh, entry.TraceLow), entry.User, entry.Address,
        entry.Client, entry.Level, entry.Method, Encoding.UTF8.GetString(entry.Path.Bytes), entry.Status, entry.LatencyMs,
        Encoding.UTF8.GetString(entry.Message.Bytes));
}

/// <summary>Entries and lines for the tests of logs.</summary>
internal static class LogSample
{
    public const long Seed = 7;

    /// <summary>2026-03-02T10:00:00Z, milliseconds since 1970.</summary>
    public const long Start = 1_772_445_600_000;

    public static IReadOnlyList<LogService> Services { get; } = ServiceCatalogue.Find().All;

    public static LogService Service(string name) => Services.Single(s => s.Name == name);

    /// <summary>Entries 0, 1, ... of services, one per millisecond.</summary>
    public static List<SampleEntry> Entries(
        int count, IEnumerable<LogService>? services = null, ActiveIncidents? incidents = null, long seed = Seed)
    {
        var sequence = new EntrySequence(services ?? Services, seed, incidents ?? new());
        return
        [
            .. Enumerable.Range(0, count).Select(number =>
            {
                sequence.Make(number, Start + number);
                return SampleEntry.Of(sequence.Entry);
            }),
        ];
    }

    /// <summary>The same entries as lines.</summary>
    public static byte[] Lines(string format, int count, long seed = Seed)
    {
        var (sequence, lines) = (new EntrySequence(Services, seed, new()), LineFormat.Find(format)!);
        var line = new byte[LineFormat.MaxLine];
        using var all = new MemoryStream();
        for (var number = 0; number < count; number++)
        {
            sequence.Make(number, Start + number);
            all.Write(line, 0, lines.Write(sequence.Entry, line));
        }

        return all.ToArray();
    }

    /// <summary>The line of one entry.</summary>
    public static byte[] Line(string format, Action<LogEntry> write)
    {
        var sequence = new EntrySequence([new ScriptedService(write)], Seed, new());
        sequence.Make(0, Start);
        var line = new byte[LineFormat.MaxLine];
        return line[..LineFormat.Find(format)!.Write(sequence.Entry, line)];
    }

    /// <summary>An incident that lasts for all entries of the sample.</summary>
    public static ActiveIncidents During(IncidentKind incident)
    {
        var incidents = new ActiveIncidents();
        incidents.Start(incident, Start, TimeSpan.FromDays(1));
        return incidents;
    }
}
