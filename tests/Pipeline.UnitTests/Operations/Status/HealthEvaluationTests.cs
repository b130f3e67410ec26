using Pipeline.Operations.Status;
using Pipeline.Postgres.Monitoring;

namespace Pipeline.UnitTests.Operations.Status;

public sealed class HealthEvaluationTests
{
    private static readonly StatusSnapshot Well = Seen.At(0, 10, 10) with { Workers = [Seen.Worker("orders-1"), Seen.Worker("orders-2")] };

    [Fact]
    public void All_is_well_when_everybody_answers_and_nothing_waits() => Assert.Empty(HealthEvaluation.Of(Well, 0));

    [Fact]
    public void Nothing_is_wrong_before_anybody_has_been_asked() => Assert.Empty(HealthEvaluation.Of(StatusSnapshot.None, null));

    [Fact]
    public void Database_that_is_away_comes_first_and_open_breakers_with_it()
    {
        var snapshot = Well with
        {
            Database = Well.Database with { Fault = "away" },
            Workers = [Seen.Worker("orders-1", BreakerState.Open), Seen.Worker("orders-2", BreakerState.Probing)],
        };
        Assert.Equal([new(IssueKind.DatabaseUnavailable), new(IssueKind.BreakersOpen, "orders")], HealthEvaluation.Of(snapshot, 0));
        Assert.Equal((2, 2), HealthEvaluation.Breakers(snapshot));
    }

    [Fact]
    public void Brokers_copies_and_leaders_are_looked_at_only_while_the_cluster_answers()
    {
        var broken = Well with { Cluster = new(Seen.Cluster([1], leader: null, up: [1, 3]), Seen.Noon, null) };
        Assert.Equal(
            [new(IssueKind.WithoutLeader), new(IssueKind.BrokersAway, "2"), new(IssueKind.UnderReplicated)], HealthEvaluation.Of(broken,
            0));
        Assert.Equal(
            [new(IssueKind.ClusterAway)], HealthEvaluation.Of(broken with { Cluster = broken.Cluster with { Fault = "away" } }, 0));
    }

    [Fact]
    public void Silent_worker_is_named_and_its_old_breaker_does_not_count()
    {
        var snapshot = Well with { Workers = [Seen.Worker("orders-1", BreakerState.Open, fault: "refused"), Seen.Worker("orders-2")] };
        Assert.Equal([new(IssueKind.WorkersSilent, "orders-1")], HealthEvaluation.Of(snapshot, 0));
        Assert.Equal((1, 0), HealthEvaluation.Breakers(snapshot));
    }

    [Fact]
    public void Partition_that_stands_still_is_severe_and_dead_letters_are_not()
    {
        var troubles = HealthEvaluation.Of(Well with { Workers = [Seen.Worker("orders-1", problem: "orders/0: offset out of range")] }, 3);
        Assert.Equal([new(IssueKind.PartitionStopped, "orders/0: offset out of range"), new(IssueKind.DeadLettersWaiting)], troubles);
        Assert.Equal([true, false], troubles.Select(static t => t.IsSevere));
    }

    [Fact]
    public void Nothing_is_said_to_be_lost_only_while_events_wait_and_nobody_has_found_otherwise()
    {
        var away = Well with { Database = Well.Database with { Fault = "away" } };
        Assert.True(HealthEvaluation.OnlyWaits(HealthEvaluation.Of(away, 0)));
        Assert.False(HealthEvaluation.OnlyWaits(HealthEvaluation.Of(Well, 3)));
        Assert.False(HealthEvaluation.OnlyWaits(HealthEvaluation.Of(away, 0, verified: false)));
        Assert.False(
            HealthEvaluation.OnlyWaits(
                HealthEvaluation.Of(away with { Workers = [Seen.Worker("orders-1", problem: "the topic was recreated")] }, 0)));
        Assert.Equal([new(IssueKind.VerificationFailed)], HealthEvaluation.Of(Well, 0, verified: false));
    }

    [Fact]
    public void Two_members_with_the_same_problem_are_one_trouble()
    {
        var snapshot = Well with { Workers = [Seen.Worker("orders-1", problem: "gone"), Seen.Worker("orders-2", problem: "gone")] };
        Assert.Equal([new(IssueKind.PartitionStopped, "gone")], HealthEvaluation.Of(snapshot, 0));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public void Outbox_is_told_when_its_oldest_event_has_waited_for_ten_seconds(double seconds, bool told) =>
        Assert.Equal(
            told, HealthEvaluation.Of(
                Well with { Database = new(Seen.Database(10, seconds), Seen.Noon, null) }, 0).Contains(new(IssueKind.OutboxOld)));

    [Theory]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public void A_transaction_that_is_open_for_more_than_a_minute_is_named(int seconds, bool expected)
    {
        var transaction = new OldestTransaction(123, "psql", "shop", "idle in transaction", Seen.Noon.AddSeconds(-seconds));
        var database = Seen.Database(10) with { OldestTransaction = transaction };
        var snapshot = Well with { At = Seen.Noon, Database = new(database, Seen.Noon, null) };
        Assert.Equal(
            expected ? [new(IssueKind.TransactionOld, "process 123 (psql, user shop), idle in transaction, since 11:58:59 UTC")] : [],
            HealthEvaluation.Of(snapshot, 0));
    }
}
