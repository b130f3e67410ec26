using Pipeline.Logs.Formats;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;

namespace Pipeline.Logs.Generating;

/// <summary>The command line of <c>generate</c>.</summary>
internal sealed record GenerateOptions
{
    private const double MaxRate = 100_000_000;

    /// <summary>Start of the simulated time with --seed or --step. Fixed, so that the same seed gives the same bytes.</summary>
    private static readonly DateTimeOffset SeededStart = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    /// <summary>--service, or all.</summary>
    public required IReadOnlyList<LogService> Services { get; init; }

    /// <summary>--count, or what --duration and --rate give; null for no limit.</summary>
    public required long? Count { get; init; }

    /// <summary>--bytes; null for no limit.</summary>
    public required long? Bytes { get; init; }

    /// <summary>--duration without --rate, wall-clock time; null for no limit.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>--rate, entries per second; null for as fast as possible.</summary>
    public required double? Rate { get; init; }

    /// <summary>--format.</summary>
    public required LineFormat Format { get; init; }

    /// <summary>--output; null for standard output.</summary>
    public required string? Output { get; init; }

    /// <summary>--split: maximum size of a file before compression, bytes; null for one file.</summary>
    public required long? Split { get; init; }

    /// <summary>--seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Start of the simulated time; null for the clock.</summary>
    public required DateTimeOffset? Start { get; init; }

    /// <summary>Simulated time between two entries, microseconds.</summary>
    public required double StepMicroseconds { get; init; }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="catalogue">The services.</param>
    /// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="SettingsException">One or more options have faults; the message lists all of them.</exception>
    public static GenerateOptions Read(ServiceCatalogue catalogue, Func<string, string?> given, TimeProvider time)
    {
        var reader = new SettingsReader(given);
        var rate = reader.OptionalRate("--rate", MaxRate);
        var seconds = reader.OptionalSeconds("--duration");
        var step = reader.OptionalSeconds("--step");
        var options = new GenerateOptions
        {
            Services = ReadServices(reader, catalogue),
            Count = reader.OptionalNumber("--count", 1, long.MaxValue, "a number of entries")
                ?? (seconds is { } whole && rate is { } perSecond ? (long)Math.Max(1, Math.Round(whole * perSecond)) : null),
            Bytes = reader.OptionalSize("--bytes"),
            Duration = seconds is { } limit && rate is null ? TimeSpan.FromSeconds(limit) : null,
            Rate = rate,
            Format = ReadFormat(reader),
            Output = reader.OptionalText("--output") is { } output && output != "-" ? output : null,
            Split = reader.OptionalSize("--split"),
            Seed = reader.Seed("--seed"),
            Start = ReadStart(reader, step is not null, time),
            StepMicroseconds = 1e6 * (step ?? (rate is { } r ? 1 / r : 1e-3)),
        };
        options.CheckTogether(reader);
        return reader.Faults.Count == 0 ? options : throw new SettingsException(reader.Faults);
    }

    private void CheckTogether(SettingsReader reader)
    {
        string[] limits = ["--count", "--bytes", "--duration"];
        if (limits.Count(l => reader.OptionalText(l) is not null) > 1)
            reader.Fault("--count, --bytes and --duration exclude each other: keep one.");
        if (Split is < LineFormat.MaxLine)
            reader.Fault($"--split is smaller than the longest line, {LineFormat.MaxLine} bytes.");
        if (Split is not null && Output is null)
            reader.Fault("--split needs --output.");
    }

    private static IReadOnlyList<LogService> ReadServices(SettingsReader reader, ServiceCatalogue catalogue)
    {
        if (reader.OptionalText("--service") is not { } text || text == "all")
            return catalogue.All;
        var services = new List<LogService>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal))
        {
            if (catalogue.Find(name) is { } service)
                services.Add(service);
            else
                reader.Fault($"--service={name} is not one of {string.Join(", ", catalogue.Names)}, or all.");
        }

        return services;
    }

    private static LineFormat ReadFormat(SettingsReader reader)
    {
        var name = reader.Text("--format", LineFormat.Names[0]);
        if (LineFormat.Find(name) is { } format)
            return format;
        reader.Fault($"--format={name} is not one of {string.Join(", ", LineFormat.Names)}.");
        return LineFormat.Find(LineFormat.Names[0])!;
    }

    private static DateTimeOffset? ReadStart(SettingsReader reader, bool hasStep, TimeProvider time)
    {
        if (reader.OptionalText("--start") is not { } text)
            return hasStep || reader.OptionalText("--seed") is not null ? SeededStart : null;
        if (text == "now")
            return time.GetUtcNow();
        if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start)
            && start.Year is >= 1970 and <= 2100)
            return start;
        reader.Fault($"--start={text} is not now or an instant from 1970 to 2100, such as 2026-03-02T10:00:00Z.");
        return null;
    }
}
