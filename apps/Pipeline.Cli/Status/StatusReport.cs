namespace Pipeline.Cli.Status;

/// <summary>The output of <c>status --json</c>. While a source is unavailable, its numbers are the last known ones, or null.</summary>
internal sealed record StatusReport
{
    /// <summary>Which server does not respond, as a sentence; omitted if all respond.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    public required IReadOnlyList<PartitionFlow> Partitions { get; init; }

    public required long? OutboxWaiting { get; init; }

    public required double? OutboxOldestSeconds { get; init; }

    public required long? DeadLetterRows { get; init; }

    public required IReadOnlyList<StreamFlow> Streams { get; init; }

    /// <summary>Latency from occurrence to effect, all streams, seconds.</summary>
    public required LatencyStatistics? Latency { get; init; }

    public required IReadOnlyList<BrokerStatus> Brokers { get; init; }

    public required IReadOnlyList<PartitionStatus> Replicas { get; init; }

    public required IReadOnlyList<GroupStatus> Groups { get; init; }

    public required IReadOnlyList<WorkerLine> Workers { get; init; }

    public required IReadOnlyList<Issue> Troubles { get; init; }

    /// <summary>Why the numbers are not current, as a sentence; null if they are.</summary>
    public static string? ProblemOf(StatusSnapshot snapshot)
    {
        var unserved = snapshot.Partitions.Where(static p => p.LogEnd is null).Select(static p => $"{p.Topic}/{p.Partition}").ToList();
        return snapshot.Database.Fault ?? snapshot.Cluster.Fault
            ?? (unserved.Count == 0 ? null : $"No broker answers for {string.Join(", ", unserved)}.");
    }

    public static StatusReport Of(StatusSnapshot snapshot) => new()
    {
        Problem = ProblemOf(snapshot),
        Partitions = snapshot.Partitions,
        OutboxWaiting = snapshot.Database.Value?.OutboxWaiting,
        OutboxOldestSeconds = snapshot.Database.Value?.OutboxOldest.TotalSeconds,
        DeadLetterRows = snapshot.Database.Value?.DeadLetterRows,
        Streams = snapshot.Streams,
        Latency = snapshot.Latency,
        Brokers = snapshot.Cluster.Value?.Brokers ?? [],
        Replicas = snapshot.Cluster.Value?.Partitions ?? [],
        Groups = snapshot.Groups.Value ?? [],
        Workers = [.. snapshot.Workers.SelectMany(WorkerLine.Of)],
        Troubles = HealthEvaluation.Of(snapshot, waitingDeadLetters: null),
    };
}

/// <summary>A consumer group member, or a worker without members.</summary>
internal sealed record WorkerLine(
    string Worker, string? Fault, string? Group, IReadOnlyList<int> Partitions, BreakerState? Breaker, int Failures,
    DateTimeOffset? BreakerSince)
{
    public static IEnumerable<WorkerLine> Of(WorkerState worker)
    {
        IReadOnlyList<MemberReport> members = worker.Report.Value?.Members ?? [];
        return members.Count == 0
            ? [new(worker.Address, worker.Report.Fault, null, [], null, 0, null)]
            : members.Select(m => new WorkerLine(
                worker.Address, worker.Report.Fault, m.Group, m.Partitions, m.Breaker.State, m.Breaker.Failures,
                m.Breaker.History is [.., { } last] ? last.At : null));
    }
}
