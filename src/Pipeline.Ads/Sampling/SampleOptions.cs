namespace Pipeline.Ads.Sampling;

/// <summary>How the rows of a sample are chosen.</summary>
internal enum SampleMethod
{
    /// <summary>The first rows.</summary>
    Head,

    /// <summary>Each row of the file with the same probability.</summary>
    Reservoir,
}

/// <summary>The command line of <c>sample</c>.</summary>
internal sealed record SampleOptions
{
    /// <summary>A reservoir is in memory: 160 bytes per row.</summary>
    private const int MaxRows = 10_000_000;

    /// <summary>--rows.</summary>
    public required int Rows { get; init; }

    /// <summary>--method.</summary>
    public required SampleMethod Method { get; init; }

    /// <summary>--seed of a reservoir.</summary>
    public required long Seed { get; init; }

    /// <summary>--output; null for standard output.</summary>
    public required string? Output { get; init; }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
    /// <exception cref="SettingsException">One or more options have faults; the message lists all of them.</exception>
    public static SampleOptions Read(Func<string, string?> given)
    {
        var reader = new SettingsReader(given);
        var options = new SampleOptions
        {
            Rows = reader.Number("--rows", 10_000, 1, MaxRows, "a number of rows"),
            Method = reader.Choice(
                "--method", SampleMethod.Reservoir, ("head", SampleMethod.Head), ("reservoir", SampleMethod.Reservoir)),
            Seed = reader.OptionalNumber("--seed", long.MinValue, long.MaxValue, "a whole number") ?? 1,
            Output = reader.OptionalText("--output"),
        };
        return reader.Faults.Count == 0 ? options : throw new SettingsException(reader.Faults);
    }
}
