namespace Pipeline.Operations.Status;

/// <summary>Kinds of issues, the most severe first.</summary>
public enum IssueKind
{
    /// <summary>The database does not respond: nothing is written, no event takes effect.</summary>
    DatabaseUnavailable,

    /// <summary>No broker responds: no event is sent or read.</summary>
    ClusterAway,

    /// <summary>The last verification had findings.</summary>
    VerificationFailed,

    /// <summary>A partition is stopped until an operator acts.</summary>
    PartitionStopped,

    /// <summary>Circuit breakers of members are open or probing.</summary>
    BreakersOpen,

    /// <summary>Partitions have no leader.</summary>
    WithoutLeader,

    /// <summary>Brokers are missing in the cluster's metadata.</summary>
    BrokersAway,

    /// <summary>Partitions have fewer in-sync replicas than replicas.</summary>
    UnderReplicated,

    /// <summary>Workers do not return their report: they are stopped or unreachable.</summary>
    WorkersSilent,

    /// <summary>The oldest event has waited too long in the outbox: the relay is too slow or stopped.</summary>
    OutboxOld,

    /// <summary>A transaction is open for so long that deleted rows accumulate, which slows down all queries.</summary>
    TransactionOld,

    /// <summary>Dead letters wait for a replay.</summary>
    DeadLettersWaiting,
}

/// <summary>An issue of the pipeline.</summary>
/// <param name="Kind">Kind of the issue.</param>
/// <param name="What">Names of the affected parts, or a description; empty if the kind says everything.</param>
public sealed record Issue(IssueKind Kind, string What = "")
{
    /// <summary>Whether events wait because of the issue, or soon will.</summary>
    public bool IsSevere => Kind is not (IssueKind.DeadLettersWaiting or IssueKind.TransactionOld or IssueKind.UnderReplicated
        or IssueKind.WorkersSilent);
}

/// <summary>Finds the issues of a status snapshot. Needs no servers, so every case can be tested.</summary>
public static class HealthEvaluation
{
    /// <summary>A relay normally sends within milliseconds. An event that waits longer than this is an issue.</summary>
    private static readonly TimeSpan OldOutbox = TimeSpan.FromSeconds(10);

    /// <summary>All issues, the most severe first.</summary>
    /// <param name="snapshot">The status snapshot.</param>
    /// <param name="waitingDeadLetters">Number of waiting dead letters; null while unknown.</param>
    /// <param name="verified">Whether the last verification was ok; null if there was none.</param>
    public static IReadOnlyList<Issue> Of(StatusSnapshot snapshot, long? waitingDeadLetters, bool? verified = null)
    {
        IEnumerable<Issue> verification = verified == false ? [new(IssueKind.VerificationFailed)] : [];
        return [.. verification.Concat(OfServers(snapshot)).Concat(OfWorkers(snapshot)).Concat(OfBacklog(snapshot, waitingDeadLetters))
            .Distinct().OrderBy(static t => t.Kind)];
    }

    /// <summary>
    /// Whether events wait because of the issues, but none is lost: committed events are in the database, published events in Kafka.
    /// False for a stopped partition, whose log may have changed, and after a failed verification.
    /// </summary>
    public static bool OnlyWaits(IReadOnlyList<Issue> issues) =>
        issues.Any(static t => t.IsSevere)
        && issues.All(static t => t.Kind is not (IssueKind.PartitionStopped or IssueKind.VerificationFailed));

    /// <summary>The number of breakers, and how many of them are not closed.</summary>
    public static (int Members, int Open) Breakers(StatusSnapshot snapshot)
    {
        var breakers = snapshot.Workers.Where(static w => w.Report.Fault is null)
            .SelectMany(static w => w.Report.Value?.Members ?? []).ToList();
        return (breakers.Count, breakers.Count(static m => m.Breaker.State != BreakerState.Closed));
    }

    /// <summary>The oldest transaction, if it is older than <see cref="OldestTransaction.NormalAge"/>; else null.</summary>
    public static OldestTransaction? OldTransaction(StatusSnapshot snapshot) =>
        snapshot.Database is { Fault: null, Value.OldestTransaction: { } oldest }
        && snapshot.At - oldest.Since > OldestTransaction.NormalAge
            ? oldest
            : null;

    private static IEnumerable<Issue> OfServers(StatusSnapshot snapshot)
    {
        if (snapshot.Database.Fault is not null)
            yield return new(IssueKind.DatabaseUnavailable);
        if (snapshot.Cluster.Fault is not null)
            yield return new(IssueKind.ClusterAway);
        // Values from before the brokers became unavailable are outdated.
        if (snapshot.Cluster is not { Fault: null, Value: { } cluster })
            yield break;
        var away = cluster.Brokers.Where(static b => !b.IsUp).Select(static b => b.Id).ToList();
        if (away.Count > 0)
            yield return new(IssueKind.BrokersAway, string.Join(", ", away));
        if (cluster.Partitions.Any(static p => p.Leader is null))
            yield return new(IssueKind.WithoutLeader);
        if (cluster.UnderReplicated > 0)
            yield return new(IssueKind.UnderReplicated);
    }

    private static IEnumerable<Issue> OfWorkers(StatusSnapshot snapshot)
    {
        var silent = snapshot.Workers.Where(static w => w.Report.Fault is not null).Select(static w => w.Address).ToList();
        if (silent.Count > 0)
            yield return new(IssueKind.WorkersSilent, string.Join(", ", silent));
        var members = snapshot.Workers.Where(static w => w.Report.Fault is null)
            .SelectMany(static w => w.Report.Value?.Members ?? []).ToList();
        var open = members.Where(static m => m.Breaker.State != BreakerState.Closed)
            .Select(static m => m.Topic).Distinct(StringComparer.Ordinal).ToList();
        if (open.Count > 0)
            yield return new(IssueKind.BreakersOpen, string.Join(", ", open));
        foreach (var problem in members.Select(static m => m.Problem).OfType<string>())
            yield return new(IssueKind.PartitionStopped, problem);
    }

    private static IEnumerable<Issue> OfBacklog(StatusSnapshot snapshot, long? waitingDeadLetters)
    {
        if (snapshot is { KafkaEnabled: true, Database: { Fault: null, Value: { } database } } && database.OutboxOldest > OldOutbox)
            yield return new(IssueKind.OutboxOld);
        if (OldTransaction(snapshot) is { } transaction)
            yield return new(IssueKind.TransactionOld, transaction.ToString());
        if (waitingDeadLetters > 0)
            yield return new(IssueKind.DeadLettersWaiting);
    }
}
