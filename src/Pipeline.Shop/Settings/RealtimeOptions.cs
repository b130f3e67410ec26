namespace Pipeline.Shop.Settings;

/// <summary>ORDER_RATE, PRODUCT_RATE and UPDATE_RATE, this shard's share. Null: the daily rhythm.</summary>
/// <param name="OrderRate">Orders per second, above 0 and up to 1,000,000.</param>
/// <param name="ProductRate">Products per second, above 0 and up to 1,000,000.</param>
/// <param name="UpdateRate">Updates per second, 0–1,000,000; 0: no updates.</param>
public sealed record RealtimeOptions(double? OrderRate, double? ProductRate, double? UpdateRate = null)
{
    private const double MaxRate = 1_000_000;

    /// <summary>Orders per update, if only the orders have a rate.</summary>
    private const double OrdersPerUpdate = 10;

    /// <summary>Effective update rate per second; 0: no updates, null: the daily rhythm.</summary>
    public double? UpdatesPerSecond => UpdateRate ?? OrderRate / OrdersPerUpdate;

    /// <summary>The shard's share of the rates. The loops scale the pauses of the daily rhythm themselves.</summary>
    private RealtimeOptions Share(Shard shard) => new(Share(OrderRate, shard), Share(ProductRate, shard), Share(UpdateRate, shard));

    private static double? Share(double? rate, Shard shard) => rate is { } whole ? shard.ShareOf(whole) : null;

    internal static RealtimeOptions Read(PipelineSettings settings) => Read(settings.Reader).Share(settings.Shard);

    private static RealtimeOptions Read(SettingsReader reader) => new(
        reader.OptionalRate("ORDER_RATE", MaxRate), reader.OptionalRate("PRODUCT_RATE", MaxRate),
        reader.OptionalRate("UPDATE_RATE", MaxRate, orNone: true));
}
