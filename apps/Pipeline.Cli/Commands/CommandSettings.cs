using Pipeline.Hosting.Settings;
using Pipeline.Shop.Settings;

namespace Pipeline.Cli.Commands;

/// <summary>Reads the settings that a command needs, and no others.</summary>
internal static class CommandSettings
{
    /// <summary>Opens the settings of the environment.</summary>
    /// <param name="used">The groups that the command uses: their faults are reported together, before anything starts.</param>
    /// <exception cref="SettingsException">One or more cannot be used.</exception>
    public static PipelineSettings Read(Func<PipelineSettings, object[]> used)
    {
        var settings = new PipelineSettings(ShopSettings.Domain, Environment.GetEnvironmentVariable);
        used(settings);
        settings.Check();
        return settings;
    }
}
