namespace Pipeline.Hosting.Settings;

/// <summary>The settings cannot be used; the message has one sentence a fault, all of them.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>One sentence a fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
