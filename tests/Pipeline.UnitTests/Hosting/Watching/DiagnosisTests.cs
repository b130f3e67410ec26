using Pipeline.Hosting.Resilience;
using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Hosting.Watching;

public sealed class DiagnosisTests
{
    private static readonly Glance Well = Seen.At(0, 10, 10) with { Workers = [Seen.Worker("orders-1"), Seen.Worker("orders-2")] };

    [Fact]
    public void All_is_well_when_everybody_answers_and_nothing_waits() => Assert.Empty(Diagnosis.Of(Well, 0));

    [Fact]
    public void Nothing_is_wrong_before_anybody_has_been_asked() => Assert.Empty(Diagnosis.Of(Glance.None, null));

    [Fact]
    public void Database_that_is_away_comes_first_and_open_breakers_with_it()
    {
        var glance = Well with
        {
            Database = Well.Database with { Fault = "away" },
            Workers = [Seen.Worker("orders-1", BreakerState.Open), Seen.Worker("orders-2", BreakerState.Probing)],
        };
        Assert.Equal([new(TroubleKind.DatabaseAway), new(TroubleKind.BreakersOpen, "orders")], Diagnosis.Of(glance, 0));
        Assert.Equal((2, 2), Diagnosis.Breakers(glance));
    }

    [Fact]
    public void Brokers_copies_and_leaders_are_looked_at_only_while_the_cluster_answers()
    {
        var broken = Well with { Cluster = new(Seen.Cluster([1], leader: null, up: [1, 3]), Seen.Noon, null) };
        Assert.Equal(
            [new(TroubleKind.WithoutLeader), new(TroubleKind.BrokersAway, "2"), new(TroubleKind.UnderReplicated)], Diagnosis.Of(broken, 0));
        Assert.Equal([new(TroubleKind.ClusterAway)], Diagnosis.Of(broken with { Cluster = broken.Cluster with { Fault = "away" } }, 0));
    }

    [Fact]
    public void Silent_worker_is_named_and_its_old_breaker_does_not_count()
    {
        var glance = Well with { Workers = [Seen.Worker("orders-1", BreakerState.Open, fault: "refused"), Seen.Worker("orders-2")] };
        Assert.Equal([new(TroubleKind.WorkersSilent, "orders-1")], Diagnosis.Of(glance, 0));
        Assert.Equal((1, 0), Diagnosis.Breakers(glance));
    }

    [Fact]
    public void Partition_that_stands_still_is_severe_and_letters_are_not()
    {
        var troubles = Diagnosis.Of(Well with { Workers = [Seen.Worker("orders-1", problem: "orders/0: offset out of range")] }, 3);
        Assert.Equal([new(TroubleKind.PartitionStopped, "orders/0: offset out of range"), new(TroubleKind.LettersWait)], troubles);
        Assert.Equal([true, false], troubles.Select(static t => t.IsSevere));
    }

    [Fact]
    public void Nothing_is_said_to_be_lost_only_while_events_wait_and_nobody_has_found_otherwise()
    {
        var away = Well with { Database = Well.Database with { Fault = "away" } };
        Assert.True(Diagnosis.OnlyWaits(Diagnosis.Of(away, 0)));
        Assert.False(Diagnosis.OnlyWaits(Diagnosis.Of(Well, 3)));
        Assert.False(Diagnosis.OnlyWaits(Diagnosis.Of(away, 0, verified: false)));
        Assert.False(
            Diagnosis.OnlyWaits(Diagnosis.Of(away with { Workers = [Seen.Worker("orders-1", problem: "the topic was made anew")] }, 0)));
        Assert.Equal([new(TroubleKind.VerificationFailed)], Diagnosis.Of(Well, 0, verified: false));
    }

    [Fact]
    public void Two_members_with_the_same_problem_are_one_trouble()
    {
        var glance = Well with { Workers = [Seen.Worker("orders-1", problem: "gone"), Seen.Worker("orders-2", problem: "gone")] };
        Assert.Equal([new(TroubleKind.PartitionStopped, "gone")], Diagnosis.Of(glance, 0));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public void Outbox_is_told_when_its_oldest_event_has_waited_for_ten_seconds(double seconds, bool told) =>
        Assert.Equal(
            told, Diagnosis.Of(
                Well with { Database = new(Seen.Database(10, seconds), Seen.Noon, null) }, 0).Contains(new(TroubleKind.OutboxOld)));
}
