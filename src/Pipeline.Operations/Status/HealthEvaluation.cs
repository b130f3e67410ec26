using Pipeline.Streams.Faults;


namespace Pipeline.Operations.Status;

/// <summary>What can be seen to be wrong, the worst first.</summary>
public enum IssueKind
{
    /// <summary>The database does not answer: nothing is written, nothing takes effect.</summary>
    DatabaseAway,

    /// <summary>No broker answers: nothing is sent, nothing is read.</summary>
    ClusterAway,

    /// <summary>The last verification found something lost, duplicated or missing.</summary>
    VerificationFailed,

    /// <summary>A partition stands still until somebody does something.</summary>
    PartitionStopped,

    /// <summary>Members wait before trying the database again.</summary>
    BreakersOpen,

    /// <summary>Partitions that nobody serves.</summary>
    WithoutLeader,

    /// <summary>Brokers that the cluster does not list.</summary>
    BrokersAway,

    /// <summary>Partitions with fewer copies than they should have.</summary>
    UnderReplicated,

    /// <summary>Workers whose report cannot be had: dead, or not to be reached.</summary>
    WorkersSilent,

    /// <summary>The relay does not keep up, or there is none.</summary>
    OutboxOld,

    /// <summary>Messages given up, waiting for somebody.</summary>
    LettersWait,
}

/// <summary>Something that is wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="What">Which, by name; empty where there is only one.</param>
public sealed record Issue(IssueKind Kind, string What = "")
{
    /// <summary>Whether events wait because of it, or soon would; the rest can be looked at later.</summary>
    public bool IsSevere => Kind is not (IssueKind.LettersWait or IssueKind.UnderReplicated or IssueKind.WorkersSilent);
}

/// <summary>What a glance means. Without servers, so that every case can be tried.</summary>
public static class HealthEvaluation
{
    /// <summary>A relay sends within milliseconds; what waits this long is stuck or comes faster than it goes.</summary>
    private static readonly TimeSpan OldOutbox = TimeSpan.FromSeconds(10);

    /// <summary>Everything that is wrong, the worst first.</summary>
    /// <param name="glance">What was seen.</param>
    /// <param name="waitingLetters">Dead letters that wait; null while unknown.</param>
    /// <param name="verified">Whether the last verification was ok; null when there was none.</param>
    public static IReadOnlyList<Issue> Of(StatusSnapshot glance, long? waitingLetters, bool? verified = null)
    {
        IEnumerable<Issue> proof = verified == false ? [new(IssueKind.VerificationFailed)] : [];
        return [.. proof.Concat(OfServers(glance)).Concat(OfWorkers(glance)).Concat(OfBacklog(glance, waitingLetters)).Distinct().OrderBy(static t => t.Kind)];
    }

    /// <summary>
    /// Whether events only wait, whatever is wrong: what is committed is in the database and what is published in Kafka. Nobody can say
    /// so of a partition whose log is not the one that was read, nor after a verification that failed.
    /// </summary>
    public static bool OnlyWaits(IReadOnlyList<Issue> troubles) =>
        troubles.Any(static t => t.IsSevere) && troubles.All(static t => t.Kind is not (IssueKind.PartitionStopped or IssueKind.VerificationFailed));

    /// <summary>How many breakers there are, and how many of them are not closed.</summary>
    public static (int Members, int Open) Breakers(StatusSnapshot glance)
    {
        var breakers = glance.Workers.Where(static w => w.Report.Fault is null).SelectMany(static w => w.Report.Value?.Members ?? []).ToList();
        return (breakers.Count, breakers.Count(static m => m.Breaker.State != BreakerState.Closed));
    }

    private static IEnumerable<Issue> OfServers(StatusSnapshot glance)
    {
        if (glance.Database.Fault is not null)
            yield return new(IssueKind.DatabaseAway);
        if (glance.Cluster.Fault is not null)
            yield return new(IssueKind.ClusterAway);
        // What was seen before the brokers went silent says nothing of now.
        if (glance.Cluster is not { Fault: null, Value: { } cluster })
            yield break;
        var away = cluster.Brokers.Where(static b => !b.IsUp).Select(static b => b.Id).ToList();
        if (away.Count > 0)
            yield return new(IssueKind.BrokersAway, string.Join(", ", away));
        if (cluster.Partitions.Any(static p => p.Leader is null))
            yield return new(IssueKind.WithoutLeader);
        if (cluster.UnderReplicated > 0)
            yield return new(IssueKind.UnderReplicated);
    }

    private static IEnumerable<Issue> OfWorkers(StatusSnapshot glance)
    {
        var silent = glance.Workers.Where(static w => w.Report.Fault is not null).Select(static w => w.Address).ToList();
        if (silent.Count > 0)
            yield return new(IssueKind.WorkersSilent, string.Join(", ", silent));
        var members = glance.Workers.Where(static w => w.Report.Fault is null).SelectMany(static w => w.Report.Value?.Members ?? []).ToList();
        var open = members.Where(static m => m.Breaker.State != BreakerState.Closed).Select(static m => m.Topic).Distinct(StringComparer.Ordinal).ToList();
        if (open.Count > 0)
            yield return new(IssueKind.BreakersOpen, string.Join(", ", open));
        foreach (var problem in members.Select(static m => m.Problem).OfType<string>())
            yield return new(IssueKind.PartitionStopped, problem);
    }

    private static IEnumerable<Issue> OfBacklog(StatusSnapshot glance, long? waitingLetters)
    {
        if (glance is { KafkaEnabled: true, Database: { Fault: null, Value: { } database } } && database.OutboxOldest > OldOutbox)
            yield return new(IssueKind.OutboxOld);
        if (waitingLetters > 0)
            yield return new(IssueKind.LettersWait);
    }
}
