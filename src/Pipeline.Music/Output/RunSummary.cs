using Pipeline.Music.Behaviour;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Simulating;

namespace Pipeline.Music.Output;

/// <summary>The lines of a run's summary: its rate and the distributions of its events.</summary>
internal static class RunSummary
{
    /// <summary>The distributions, one line each.</summary>
    public static IEnumerable<string> Distributions(RunStatistics statistics)
    {
        yield return Line("pages", PageNames.All, statistics.Pages);
        yield return Line("levels", BehaviourChecks.Words<Level>(), statistics.Levels);
        yield return Line("tiers", [.. TierSize.All.Select(static t => t.Name)], statistics.Tiers);
        foreach (var (taste, choices) in BehaviourChecks.Words<Taste>().Zip(statistics.Choices))
            yield return Line(taste, BehaviourChecks.Words<TrackSource>(), choices);
        var skips = BehaviourChecks.Words<Level>().Select((level, i) => $"{level} {Share(statistics.Skips[i], statistics.Skippable[i])}");
        yield return Labelled("skipped songs", string.Join("  ", skips));
        yield return Labelled(
            "sessions", $"{statistics.Sessions:N0} begun, {statistics.EndedSessions:N0} ended, of them "
                + $"{Share(statistics.EndedSessions - statistics.SilentSessions, statistics.EndedSessions)} by Logout; "
                + $"average {statistics.AverageSessionMinutes:0.0} minutes, median {statistics.SessionMinutesAt(0.5)}, "
                + $"90th percentile {statistics.SessionMinutesAt(0.9)}");
        var hours = statistics.Hours.Select((count, hour) => (count, hour)).Where(static h => h.count > 0);
        yield return Labelled(
            "session starts", string.Join("  ", hours.Select(h => $"{h.hour:00}h {Share(h.count, statistics.Sessions)}")));
    }

    /// <summary>What was simulated, and how fast.</summary>
    public static string Rate(RunStatistics statistics, int listeners, TimeSpan simulated, TimeSpan elapsed) => Labelled(
        "events", $"{statistics.Events:N0} of {listeners:N0} listeners in {simulated.TotalMinutes:0.##} simulated minutes; "
            + $"{elapsed.TotalSeconds:0.00} s, {statistics.Events / Math.Max(1e-6, elapsed.TotalSeconds):N0} events/s, "
            + $"{System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000} MB of memory");

    /// <summary>A line of a summary.</summary>
    public static string Labelled(string label, string text) => $"{label,-15}{text}";

    private static string Line(string label, IReadOnlyList<string> names, long[] counts)
    {
        var all = counts.Sum();
        return Labelled(label, string.Join("  ", names.Zip(counts, (name, count) => $"{name} {Share(count, all)}")));
    }

    private static string Share(long count, long all) => all == 0 ? "–" : $"{100.0 * count / all:0.0} %";
}
