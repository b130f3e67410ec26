using System.Text.Json;

namespace Pipeline.EndToEndTests.Monitoring;

/// <summary>Every expression of the Grafana boards, with the name of its panel. Grafana itself need not run.</summary>
internal static class Boards
{
    /// <summary>What Grafana would put there for a scrape every five seconds.</summary>
    private const string RateInterval = "1m";

    public static IReadOnlyList<(string Panel, string Expression)> Expressions { get; } =
    [
        .. from file in Directory.GetFiles(
            Path.Combine(ContainerSystem.Root, "deploy", "grafana", "boards"), "*.json").Order(StringComparer.Ordinal)
           from panel in JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)).GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           select ($"{Path.GetFileNameWithoutExtension(file)}: {panel.GetProperty("title").GetString()}",
               target.GetProperty("expr").GetString()!.Replace("$__rate_interval", RateInterval, StringComparison.Ordinal)),
    ];
}
