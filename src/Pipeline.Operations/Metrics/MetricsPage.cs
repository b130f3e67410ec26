namespace Pipeline.Operations.Metrics;

/// <summary>The table of metrics in GUIDE/METRICS.md.</summary>
public static class MetricsPage
{
    /// <summary>The table in Markdown: two heading lines, then one line per metric.</summary>
    public static IEnumerable<string> Lines()
    {
        yield return "| metric | in Prometheus | kind | unit | who | meaning | tags | has a series |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (var metric in Instruments.All)
        {
            var tags = string.Join(", ", metric.Tags.Select(static t => $"`{t}`"));
            yield return $"| `{metric.Name}` | `{metric.PrometheusName}` | {Lower(metric.Kind)} | `{metric.Unit}` | " +
                $"{Lower(metric.Source)} | {metric.Meaning} | {tags} | {metric.Once ?? "always"} |";
        }
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
