namespace AdPipeline.Commands;

/// <summary>Settings of commands that use servers.</summary>
internal static class ServerSettings
{
    /// <summary>Reads and checks the settings of the environment.</summary>
    /// <param name="groups">The groups that the command uses.</param>
    /// <exception cref="SettingsException">One or more settings have faults.</exception>
    public static PipelineSettings Read(Func<PipelineSettings, object[]> groups)
    {
        var settings = PipelineSettings.OfProcess(AdSettings.Domain);
        GC.KeepAlive(groups(settings));
        settings.Check();
        return settings;
    }
}
