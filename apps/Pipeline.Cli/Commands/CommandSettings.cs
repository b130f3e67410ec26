namespace Pipeline.Cli.Commands;

/// <summary>Reads only the settings that a command needs.</summary>
internal static class CommandSettings
{
    /// <summary>Reads the settings from the environment and checks them.</summary>
    /// <param name="used">The groups that the command uses.</param>
    /// <exception cref="SettingsException">One or more settings have faults; the message lists all of them.</exception>
    public static PipelineSettings Read(Func<PipelineSettings, object[]> used)
    {
        var settings = PipelineSettings.OfProcess(AllDomains.Joined);
        used(settings);
        settings.Check();
        return settings;
    }
}
