namespace Pipeline.Ads.Generating;

/// <summary>The command line of <c>generate</c>.</summary>
internal sealed record GenerateOptions
{
    private const long MaxRows = 1_000_000_000;

    /// <summary>--rows: lines after the header, dirt included.</summary>
    public required long Rows { get; init; }

    /// <summary>--seed.</summary>
    public required long Seed { get; init; }

    /// <summary>--output.</summary>
    public required string Output { get; init; }

    /// <summary>--dirt, as a share from 0 to 1.</summary>
    public required double DirtShare { get; init; }

    /// <summary>--truth; null without dirt.</summary>
    public required string? Truth { get; init; }

    /// <summary>Reads and checks the options.</summary>
    /// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
    /// <exception cref="SettingsException">One or more options have faults; the message lists all of them.</exception>
    public static GenerateOptions Read(Func<string, string?> given)
    {
        var reader = new SettingsReader(given);
        var (output, dirt) = (reader.OptionalText("--output"), ReadDirt(reader));
        if (output is null)
            reader.Fault("Nothing to write to: set --output FILE.");
        if (dirt == 0 && reader.OptionalText("--truth") is not null)
            reader.Fault("--truth needs --dirt.");
        var options = new GenerateOptions
        {
            Rows = reader.OptionalNumber("--rows", 1, MaxRows, "a number of rows") ?? 1_000_000,
            Seed = reader.OptionalNumber("--seed", long.MinValue, long.MaxValue, "a whole number")
                ?? BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(long))),
            Output = output ?? "",
            DirtShare = dirt,
            Truth = dirt == 0 ? null : reader.Text("--truth", $"{output}.truth.jsonl"),
        };
        return reader.Faults.Count == 0 ? options : throw new SettingsException(reader.Faults);
    }

    private static double ReadDirt(SettingsReader reader)
    {
        const double perCent = 100;
        if (reader.OptionalText("--dirt") is not { } text)
            return 0;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dirt)
            && dirt is >= 0 and <= perCent)
            return dirt / perCent;
        reader.Fault($"--dirt={text} is not a number of per cent from 0 to 100.");
        return 0;
    }
}
