namespace Pipeline.Simulation.Dirt;

/// <summary>The share of events per kind of dirt.</summary>
/// <param name="perCent">Per cent of the sent events, above 0, at most <see cref="MaxPercent"/>. Missing kinds do not occur.</param>
public sealed class DirtRates(IReadOnlyDictionary<DirtKind, double> perCent)
{
    /// <summary>Maximum per kind, per cent. Above 50, too few events stay in place to be out of order with.</summary>
    public const double MaxPercent = 50;

    /// <summary>The probability that an event has dirt of this kind, 0–0.5.</summary>
    public double Of(DirtKind kind) => perCent.GetValueOrDefault(kind) / 100;

    /// <summary>In the format of the setting DIRT.</summary>
    public override string ToString() => string.Join(
        ',',
        perCent.OrderBy(static p => p.Key).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key.Name()}:{p.Value}")));
}
