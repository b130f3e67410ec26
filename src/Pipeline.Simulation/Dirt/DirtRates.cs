using System.Globalization;

namespace Pipeline.Simulation.Dirt;

/// <summary>How much of each kind of dirt there is to be.</summary>
/// <param name="perCent">Per cent of the events sent, above 0 and up to <see cref="MaxPercent"/>; kinds that are not in it do not occur.</param>
public sealed class DirtRates(IReadOnlyDictionary<DirtKind, double> perCent)
{
    /// <summary>The most that can be asked for of one kind, per cent: more than every second event would leave no order to be out of.</summary>
    public const double MaxPercent = 50;

    /// <summary>The probability that an event has dirt of this kind, 0–0.5.</summary>
    public double Of(DirtKind kind) => perCent.GetValueOrDefault(kind) / 100;

    /// <summary>As in the setting DIRT.</summary>
    public override string ToString() => string.Join(
        ',', perCent.OrderBy(static p => p.Key).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Key.Name()}:{p.Value}")));
}
