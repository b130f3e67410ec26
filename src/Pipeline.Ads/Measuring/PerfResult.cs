namespace Pipeline.Ads.Measuring;

/// <summary>What a measurement gave.</summary>
/// <param name="Messages">Messages sent.</param>
/// <param name="Produced">Acknowledged messages per second.</param>
/// <param name="Consumed">Consumed messages per second.</param>
/// <param name="P50">Median of the time from a message's intended start to its arrival at a consumer, at the target rate.</param>
/// <param name="P99">99th percentile of the same.</param>
/// <param name="Max">Maximum of the same.</param>
/// <param name="Lost">Messages that were not acknowledged, or did not arrive in time.</param>
/// <param name="Available">Per cent of the messages that arrived in time.</param>
internal sealed record PerfResult(
    int Messages, double Produced, double Consumed, TimeSpan P50, TimeSpan P99, TimeSpan Max, long Lost, double Available)
{
    /// <summary>The rows of a table: what was measured, the target, pass or fail.</summary>
    public IEnumerable<(string What, string Measured, string Target, bool IsReached)> Rows(TopicTargets targets) =>
    [
        ("produced, messages/s", Text($"{Produced:N0}"), Text($">= {targets.MessagesPerSecond:N0}"), Produced >= targets.MessagesPerSecond),
        ("consumed, messages/s", Text($"{Consumed:N0}"), Text($">= {targets.MessagesPerSecond:N0}"), Consumed >= targets.MessagesPerSecond),
        ("latency p50, ms", Text($"{P50.TotalMilliseconds:N1}"), "", true),
        ("latency p99, ms", Text($"{P99.TotalMilliseconds:N1}"), Text($"<= {targets.P99Milliseconds:N0}"),
            P99.TotalMilliseconds <= targets.P99Milliseconds),
        ("latency max, ms", Text($"{Max.TotalMilliseconds:N1}"), "", true),
        ("unavailable, messages", Text($"{Lost:N0}"), "", true),
        ("available, %", Text($"{Available:0.###}"), Text($">= {targets.AvailablePercent:0.###}"), Available >= targets.AvailablePercent),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
