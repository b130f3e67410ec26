namespace Pipeline.Hosting.Settings;

/// <summary>The settings DIRT (deliberate faults in the events) and DIRT_TRUTH.</summary>
/// <param name="Rates">DIRT, for example <c>duplicate:2,stale:1,poison:0.5</c>: per cent of the events sent. Null: no dirt.</param>
/// <param name="TruthPath">DIRT_TRUTH (reports/dirt.json): file with the counts of labelled dirt; <see cref="DirtTruth"/> reads it.</param>
public sealed record DirtOptions(DirtRates? Rates, string TruthPath)
{
    internal static DirtOptions Read(PipelineSettings settings)
    {
        var reader = settings.Reader;
        var path = reader.Text("DIRT_TRUTH", Path.Combine("reports", "dirt.json"));
        if (reader.OptionalText("DIRT") is not { } text)
            return new(null, path);
        if (!settings.Kafka.Enabled)
            reader.Fault("DIRT changes events that are sent to Kafka, but KAFKA_ENABLED=false: unset DIRT.");
        if (Parse(text) is { } rates)
            return new(rates, path);
        reader.Fault(
            $"DIRT={text} is not a list of kind:per cent, separated by commas, of the kinds " +
            $"{string.Join(", ", DirtKinds.All.Select(DirtKinds.Name))}, each at most once, above 0 and up to {DirtRates.MaxPercent:0}.");
        return new(null, path);
    }

    private static DirtRates? Parse(string text)
    {
        var perCent = new Dictionary<DirtKind, double>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Split(':', StringSplitOptions.TrimEntries) is not [var name, var number]
                || Kind(name) is not { } kind
                || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
                || share is not (> 0 and <= DirtRates.MaxPercent)
                || !perCent.TryAdd(kind, share))
            {
                return null;
            }
        }

        return new(perCent);
    }

    private static DirtKind? Kind(string name)
    {
        foreach (var kind in DirtKinds.All)
        {
            if (string.Equals(kind.Name(), name, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        return null;
    }
}
