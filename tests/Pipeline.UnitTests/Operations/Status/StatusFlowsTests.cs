using Pipeline.Kafka.Monitoring;
using Pipeline.Kafka.Topics;
using Pipeline.Music.Records;
using Pipeline.Operations.Status;
using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Operations.Status;

public sealed class StatusFlowsTests
{
    private readonly StatusFlows _flows = new([Seen.Partition]);

    [Fact]
    public void Rates_are_what_was_added_a_second_over_the_last_three()
    {
        Assert.Null(Stream(Seen.At(0, 1000, 900)).Produced);
        var second = Stream(Seen.At(1, 1100, 950));
        Assert.Equal((100.0, 50.0, 150L), (second.Produced, second.Applied, second.Lag));
        for (var t = 2; t <= 10; t++)
            second = Stream(Seen.At(t, 1100 + (20 * (t - 1)), 950 + (10 * (t - 1))));
        Assert.Equal((20.0, 10.0), (second.Produced, second.Applied));
    }

    [Fact]
    public void Database_that_is_away_leaves_the_lag_growing_and_the_rate_unknown()
    {
        for (var t = 0; t <= 3; t++)
            Stream(Seen.At(t, 100 * t, 100 * t));
        var away = Stream(Seen.At(4, 400, 300, databaseFault: "away", databaseAt: 3));
        Assert.Equal((100.0, null, 100L), (away.Produced, away.Applied, away.Lag));
        for (var t = 5; t <= 12; t++)
            away = Stream(Seen.At(t, 100 * t, 300, databaseFault: "away", databaseAt: 3));
        Assert.Equal((100.0, null, 900L), (away.Produced, away.Applied, away.Lag));
    }

    [Fact]
    public void A_counter_that_falls_restarts_and_is_no_negative_rate()
    {
        Stream(Seen.At(0, 1000, 1000));
        Assert.Null(Stream(Seen.At(1, 10, 5)).Produced);
        Assert.Equal(10.0, Stream(Seen.At(2, 20, 10)).Produced);
    }

    [Fact]
    public void Progress_read_after_the_end_of_the_log_is_no_negative_lag() => Assert.Equal(0, Stream(Seen.At(0, 10, 12)).Lag);

    [Fact]
    public void Nothing_is_known_before_the_database_has_said_anything()
    {
        var flow = _flows.Complete(Seen.At(0, 10, 5) with { Database = new(null, null, "away") });
        Assert.Null(flow.Lag);
        Assert.Null(Assert.Single(flow.Partitions).Next);
    }

    [Fact]
    public void Streams_of_a_domain_without_message_progress_and_member_are_left_out_and_return_with_the_first_of_them()
    {
        var plays = new PartitionId(MusicStreams.Events, "plays", 0);
        StatusSnapshot[] used =
        [
            Seen.At(1, 1, 1) with { Cluster = new(WithPlays(1), Seen.Noon, null) },
            Seen.At(1, 1, 1) with
            {
                Database = new(Seen.Database(1) with { Progress = [new(plays.Group, "plays", 0, 0, 0, 0, 0, 0)] }, Seen.Noon, null),
            },
            Seen.At(1, 1, 1) with { Workers = [new("w", new(new("Consumer", "w", Seen.Noon, [Member(plays)], []), Seen.Noon, null))] },
        ];
        foreach (var snapshot in used)
        {
            var flows = new StatusFlows([Seen.Partition, plays]);
            Assert.Equal(["orders"], Topics(flows, Seen.At(0, 1, 1) with { Cluster = new(WithPlays(0), Seen.Noon, null) }));
            Assert.Contains("plays", Topics(flows, snapshot));
            // A source that is unavailable does not hide a stream again.
            Assert.Contains("plays", Topics(flows, new() { At = Seen.Noon }));
        }

        static MemberReport Member(PartitionId partition) =>
            new(partition.Group, partition.TopicName, [], null, new(BreakerState.Closed, 0, []));
        static ClusterStatistics WithPlays(long end) => Seen.Cluster([1, 2, 3]) with
        {
            LogEnds = new Dictionary<(string, int), LogEnd> { [("orders", 0)] = new(0, 1), [("plays", 0)] = new(0, end) },
        };
        static IEnumerable<string> Topics(StatusFlows flows, StatusSnapshot snapshot) =>
            flows.Complete(snapshot).Streams.Select(static s => s.Topic);
    }

    private StreamFlow Stream(StatusSnapshot snapshot) => Assert.Single(_flows.Complete(snapshot).Streams);
}
