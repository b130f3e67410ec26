using Pipeline.Hosting.Settings;
using Pipeline.Simulation;

namespace Pipeline.Shop.Settings;

/// <summary>ORDER_RATE, PRODUCT_RATE and UPDATE_RATE, a second; null: the human rhythm.</summary>
/// <param name="OrderRate">Orders a second, above 0 and up to 1,000,000.</param>
/// <param name="ProductRate">Products a second, above 0 and up to 1,000,000.</param>
/// <param name="UpdateRate">Updates a second, 0–1,000,000; 0: none.</param>
public sealed record RealtimeOptions(double? OrderRate, double? ProductRate, double? UpdateRate = null)
{
    private const double MaxRate = 1_000_000;

    /// <summary>Where orders have a rate and updates have none of their own: one update for so many orders.</summary>
    private const double OrdersPerUpdate = 10;

    /// <summary>The rate that updates have; 0: none, null: the human rhythm.</summary>
    public double? UpdatesPerSecond => UpdateRate ?? OrderRate / OrdersPerUpdate;

    /// <summary>What a shard makes of it; the human rhythm, which is no rate, is stretched where it is used.</summary>
    private RealtimeOptions Share(Shard shard) => new(Share(OrderRate, shard), Share(ProductRate, shard), Share(UpdateRate, shard));

    private static double? Share(double? rate, Shard shard) => rate is { } whole ? shard.ShareOf(whole) : null;

    internal static RealtimeOptions Read(PipelineSettings settings) => Read(settings.Reader).Share(settings.Shard);

    private static RealtimeOptions Read(SettingsReader reader) => new(
        reader.OptionalRate("ORDER_RATE", MaxRate), reader.OptionalRate("PRODUCT_RATE", MaxRate),
        reader.OptionalRate("UPDATE_RATE", MaxRate, orNone: true));
}
