namespace Pipeline.Logs.Settings;

/// <summary>Reads options that several commands have.</summary>
internal static partial class OptionReading
{
    /// <summary>Ten years.</summary>
    private const double MaxSeconds = 10 * 365.0 * 86_400;

    /// <summary>A size in bytes such as 500000, 10MB or 1GiB; null if it is not set.</summary>
    public static long? OptionalSize(this SettingsReader reader, string name)
    {
        if (reader.OptionalText(name) is not { } text)
            return null;
        var match = Size().Match(text);
        if (match.Success && double.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number))
        {
            var bytes = number * Unit(match.Groups["unit"].Value, match.Groups["binary"].Success ? 1024 : 1000);
            if (bytes is >= 1 and <= 1e15)
                return (long)bytes;
        }

        reader.Fault($"{name}={text} is not a size such as 500000, 10MB or 1GiB.");
        return null;
    }

    /// <summary>A number of seconds, also as 5ms, 2s, 3m or 4h; null if it is not set.</summary>
    public static double? OptionalSeconds(this SettingsReader reader, string name)
    {
        if (reader.OptionalText(name) is not { } text)
            return null;
        (string Unit, double Seconds)[] units = [("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3_600), ("", 1)];
        var (unit, factor) = Array.Find(units, u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * factor is > 0 and <= MaxSeconds)
            return number * factor;
        reader.Fault($"{name}={text} is not a time above 0, such as 30, 500ms, 10m or 2h; without a unit it is in seconds.");
        return null;
    }

    /// <summary>The seed; random if it is not set.</summary>
    public static long Seed(this SettingsReader reader, string name) =>
        reader.OptionalNumber(name, long.MinValue, long.MaxValue, "a whole number")
            ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private static double Unit(string letter, double factor) =>
        Math.Pow(factor, letter.Length == 0 ? 0 : 1 + "KMGT".IndexOf(letter.ToUpperInvariant(), StringComparison.Ordinal));

    [GeneratedRegex(
        "^(?<number>[0-9]{1,15}([.][0-9]{1,6})?)((?<unit>[kKMGT])(?<binary>i)?)?B?$", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Size();
}
