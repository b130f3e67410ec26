namespace Pipeline.Hosting.Settings;

/// <summary>The settings have faults. The message has one line per fault.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>One sentence per fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
