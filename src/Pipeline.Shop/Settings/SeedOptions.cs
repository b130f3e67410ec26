namespace Pipeline.Shop.Settings;

/// <summary>SEED_…, this shard's share.</summary>
/// <param name="Users">SEED_USERS (10,000): users to generate, 0–100,000,000.</param>
/// <param name="Products">SEED_PRODUCTS (20,000): products to generate, 0–100,000,000.</param>
/// <param name="Batch">SEED_BATCH (1,000): rows per transaction, 1–100,000.</param>
public sealed record SeedOptions(int Users, int Products, int Batch)
{
    private SeedOptions Share(Shard shard) => this with { Users = shard.ShareOf(Users), Products = shard.ShareOf(Products) };

    internal static SeedOptions Read(PipelineSettings settings) => Read(settings.Reader).Share(settings.Shard);

    private static SeedOptions Read(SettingsReader reader) => new(
        reader.Number("SEED_USERS", 10_000, 0, 100_000_000, "a number of users"),
        reader.Number("SEED_PRODUCTS", 20_000, 0, 100_000_000, "a number of products"),
        reader.Number("SEED_BATCH", 1_000, 1, 100_000, "a number of rows"));
}
