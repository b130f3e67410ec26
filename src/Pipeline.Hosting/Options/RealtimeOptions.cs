namespace Pipeline.Hosting.Options;

/// <summary>ORDER_RATE and PRODUCT_RATE, a second; null: the human rhythm.</summary>
/// <param name="OrderRate">Orders a second, above 0 and up to 1,000,000.</param>
/// <param name="ProductRate">Products a second, above 0 and up to 1,000,000.</param>
public sealed record RealtimeOptions(double? OrderRate, double? ProductRate)
{
    private const double MaxRate = 1_000_000;

    internal static RealtimeOptions Read(SettingsReader reader) =>
        new(reader.OptionalRate("ORDER_RATE", MaxRate), reader.OptionalRate("PRODUCT_RATE", MaxRate));
}
