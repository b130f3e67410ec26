using Pipeline.Hosting.Settings;
using Pipeline.Shop.Settings;

namespace Pipeline.UnitTests.Hosting;

/// <summary>The environment of a process, with a password so that nothing is missing.</summary>
internal sealed class Environment : Dictionary<string, string>
{
    public Environment(params ReadOnlySpan<(string Name, string Value)> variables)
        : base(StringComparer.Ordinal)
    {
        this["POSTGRES_PASSWORD"] = "s3cret";
        foreach (var (name, value) in variables)
            this[name] = value;
    }

    public PipelineSettings Read(params string[] arguments) => ShopSettings.Read(name => this.GetValueOrDefault(name), arguments);

    public IReadOnlyList<string> Faults(params string[] arguments) => Assert.Throws<SettingsException>(() => Read(arguments)).Faults;
}
