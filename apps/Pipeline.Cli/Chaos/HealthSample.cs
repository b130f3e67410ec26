using Pipeline.Kafka;
using Pipeline.Operations.Verification;

namespace Pipeline.Cli.Chaos;

/// <summary>What is known of the system at a moment.</summary>
/// <param name="Problem">Why its status cannot be read; null when it can.</param>
/// <param name="Lag">Messages not yet settled, all partitions.</param>
/// <param name="Outbox">Events not yet acknowledged by Kafka.</param>
/// <param name="OutboxOldestSeconds">How long the oldest of them has waited.</param>
/// <param name="DeadLettered">Messages given up so far.</param>
/// <param name="Unwell">Containers that do not run or are not healthy.</param>
internal sealed record HealthSample(
    string? Problem, long Lag, long Outbox, double OutboxOldestSeconds, long DeadLettered, IReadOnlyList<ServiceState> Unwell)
{
    /// <summary>Everything committed that has not taken effect yet.</summary>
    public long Backlog => Lag + Outbox;
}

/// <summary>What is usual, seen before the first fault; the rest is sick.</summary>
/// <param name="Lag">Most messages that waited.</param>
/// <param name="DeadLettered">Messages given up before.</param>
internal sealed record Baseline(long Lag, long DeadLettered)
{
    private const double OldestSeconds = 3;
    private const long MoreLag = 50;

    /// <summary>What shows that something is wrong; null when nothing does.</summary>
    public string? Evidence(HealthSample now) => SicknessOf(now)
        ?? (now.DeadLettered > DeadLettered ? $"dead letters: {now.DeadLettered - DeadLettered:N0} more" : null);

    /// <summary>Whether everything runs and nothing has piled up. Dead letters stay; they are no sickness.</summary>
    public bool IsWell(HealthSample now) => SicknessOf(now) is null;

    /// <summary>The same, with what is there now as usual.</summary>
    public Baseline After(HealthSample now) => this with { DeadLettered = Math.Max(DeadLettered, now.DeadLettered) };

    private string? SicknessOf(HealthSample now)
    {
        if (now.Unwell.Count > 0)
            return $"health: {string.Join(", ", now.Unwell)}";
        if (now.Problem is { } problem)
            return $"status: {problem}";
        if (now.OutboxOldestSeconds > OldestSeconds)
            return $"outbox: the oldest for {now.OutboxOldestSeconds:0.0} s";
        return now.Lag > Lag * 2 + MoreLag ? $"lag: {now.Lag:N0}" : null;
    }
}
