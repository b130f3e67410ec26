using System.Text.RegularExpressions;
using Pipeline.Hosting.Settings;
using Pipeline.Shop.Settings;

namespace Pipeline.UnitTests.Hosting;

public sealed partial class UnknownSettingsTests
{
    [Theory]
    [InlineData("ORDER_RATES", "ORDER_RATE")]
    [InlineData("SEED_USER", "SEED_USERS")]
    [InlineData("KAFKA_BOOTSTRAP_SERVER", "KAFKA_BOOTSTRAP_SERVERS")]
    [InlineData("POSTGRES_PASSWORD_FILES", "POSTGRES_PASSWORD_FILE")]
    [InlineData("Kafka_Enabled", "KAFKA_ENABLED")]
    public void A_misspelt_setting_is_named_with_the_nearest_one(string misspelt, string nearest) =>
        Assert.Equal([$"{misspelt} is not a setting and has no effect; the nearest one is {nearest}."], Warnings(misspelt));

    [Fact]
    public void Variables_of_others_are_left_alone() =>
        Assert.Empty(Warnings("PATH", "HOME", "DOTNET_ROOT", "DOTNET_gcServer", "OTEL_BSP_SCHEDULE_DELAY", "KAFKA_HEAP_OPTS", "SECONDS"));

    /// <summary>Every name in the lists of settings, so that none of them can be called unknown.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("deploy/.env.example")]
    [InlineData("GUIDE/KAFKA_BENCHMARK_GUIDE.md")]
    public void Every_setting_that_is_documented_is_known(string file)
    {
        var names = Name().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(static m => m.Value)
            .Distinct(StringComparer.Ordinal).ToList();
        Assert.Contains(names, static n => n.Contains('_'));
        Assert.Empty(Warnings([.. names]));
    }

    private static string[] Warnings(params string[] given) => [.. UnknownSettings.Warnings(ShopSettings.Domain, given)];

    [GeneratedRegex("(?<=[`#,( ])[A-Z][A-Z0-9]*(_[A-Z0-9]+)+(?=[`=)])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
