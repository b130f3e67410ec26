using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;

namespace Pipeline.Shop.Settings;

/// <summary>The settings of the shop.</summary>
public static class ShopSettings
{
    /// <summary>Streams and tables of the shop.</summary>
    public static PipelineDomain Domain { get; } = new(ShopStreams.Registry, [ShopContext.Migrations])
    {
        ReadSettings = static settings => [settings.Seed, settings.Realtime],
    };

    extension(PipelineSettings settings)
    {
        /// <summary>SEED_…, this shard's share of them.</summary>
        public SeedOptions Seed => settings.Group(SeedOptions.Read);

        /// <summary>ORDER_RATE, PRODUCT_RATE, UPDATE_RATE, this shard's share of them.</summary>
        public RealtimeOptions Realtime => settings.Group(RealtimeOptions.Read);
    }

    /// <summary>Reads and checks all settings, for a process that runs the whole pipeline.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <param name="arguments">The command line: <c>--shard i/n</c> or nothing.</param>
    /// <exception cref="SettingsException">One or more settings have faults; the message lists all of them.</exception>
    public static PipelineSettings Read(Func<string, string?> environment, params IReadOnlyList<string> arguments)
    {
        var settings = new PipelineSettings(Domain, environment, arguments).ReadAll();
        settings.Check();
        return settings;
    }
}
