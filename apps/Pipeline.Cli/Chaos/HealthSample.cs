namespace Pipeline.Cli.Chaos;

/// <summary>Health of the system at one time.</summary>
/// <param name="Problem">Why the status cannot be read; null if it can.</param>
/// <param name="Lag">Lag of all partitions, messages.</param>
/// <param name="Outbox">Events in the outbox.</param>
/// <param name="OutboxOldestSeconds">Age of the oldest event in the outbox, seconds.</param>
/// <param name="DeadLettered">Messages stored as dead letters so far.</param>
/// <param name="Unwell">Containers that do not run or are not healthy.</param>
internal sealed record HealthSample(
    string? Problem, long Lag, long Outbox, double OutboxOldestSeconds, long DeadLettered, IReadOnlyList<ServiceState> Unwell)
{
    /// <summary>Committed events that have not taken effect yet.</summary>
    public long Backlog => Lag + Outbox;
}

/// <summary>Normal values of the system, measured before the first fault.</summary>
/// <param name="Lag">Maximum lag, messages.</param>
/// <param name="DeadLettered">Messages stored as dead letters before.</param>
internal sealed record Baseline(long Lag, long DeadLettered)
{
    private const double OldestSeconds = 3;
    private const long MoreLag = 50;

    /// <summary>The first symptom of a fault; null if there is none. New dead letters are a symptom.</summary>
    public string? Symptom(HealthSample now) => UnhealthyPart(now)
        ?? (now.DeadLettered > DeadLettered ? $"dead letters: {now.DeadLettered - DeadLettered:N0} more" : null);

    /// <summary>Whether everything runs and the backlog is normal. Ignores dead letters, because they remain after a recovery.</summary>
    public bool IsWell(HealthSample now) => UnhealthyPart(now) is null;

    /// <summary>The baseline with the current number of dead letters.</summary>
    public Baseline After(HealthSample now) => this with { DeadLettered = Math.Max(DeadLettered, now.DeadLettered) };

    private string? UnhealthyPart(HealthSample now)
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
