using Pipeline.Logs.Entries;
using Pipeline.Logs.Services;

namespace Pipeline.Logs.Streaming;

/// <summary>What a subscriber wants.</summary>
/// <param name="Services">One or more services.</param>
/// <param name="Rate">Entries per second; null for as fast as the client reads.</param>
/// <param name="Level">The least serious level.</param>
/// <param name="Limit">Number of entries after which the stream ends; null for none.</param>
internal sealed record StreamQuery(IReadOnlyList<LogService> Services, double? Rate, EntryLevel Level, long? Limit)
{
    /// <summary>Entries per second without ?rate=.</summary>
    public const double DefaultRate = 10;

    /// <summary>Largest ?rate=.</summary>
    public const double MaxRate = 1_000_000;

    /// <summary>Smallest ?rate=: an entry per hour.</summary>
    public const double MinRate = 1.0 / 3_600;

    /// <summary>Reads the query of a request.</summary>
    /// <param name="services">The services of the address.</param>
    /// <param name="query">The query.</param>
    /// <param name="fault">One sentence per fault.</param>
    /// <returns>Null if there are faults.</returns>
    public static StreamQuery? Read(IReadOnlyList<LogService> services, IQueryCollection query, out IReadOnlyList<string> fault)
    {
        var reader = new QueryReader(query, ["rate", "level", "limit"]);
        double? rate = reader.Text("rate") is "max"
            ? null
            : reader.Number("rate", MinRate, MaxRate, "1/3600 (an entry per hour) to 1000000, or max") ?? DefaultRate;
        var level = EntryLevel.Debug;
        if (reader.Text("level") is { } name)
        {
            level = LogLevels.Find(name) ?? level;
            if (LogLevels.Find(name) is null)
                reader.Fault($"level is not one of {string.Join(", ", LogLevels.Names)}");
        }

        if (reader.Faults.Count == 0 && MaxRateOf(level) is { } most && !(rate <= most))
            reader.Fault(string.Create(CultureInfo.InvariantCulture, $"rate is at most {most:0} with level {LogLevels.Names[(int)level]}"));
        var limit = reader.Whole("limit", 1, long.MaxValue);
        fault = reader.Faults;
        return fault.Count == 0 ? new(services, rate, level, limit) : null;
    }

    /// <summary>Entries of serious levels are rare: many are made and dropped for each one that is sent.</summary>
    private static double? MaxRateOf(EntryLevel level) => level switch
    {
        EntryLevel.Error => 500,
        EntryLevel.Warn => 20_000,
        _ => null,
    };
}
