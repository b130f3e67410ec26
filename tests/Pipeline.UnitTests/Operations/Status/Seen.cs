using HdrHistogram;
using Pipeline.Kafka.Monitoring;
using Pipeline.Kafka.Topics;
using Pipeline.Operations.Status;
using Pipeline.Postgres.Monitoring;
using Pipeline.Postgres.Verification;
using Pipeline.Shop.Records;
using Pipeline.Streams.Delivery;

namespace Pipeline.UnitTests.Operations.Status;

/// <summary>What the sources of a small system say: one topic of one partition.</summary>
internal static class Seen
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    public static readonly PartitionId Partition = new(ShopStreams.Orders, "orders", 0);

    public static StatusSnapshot At(
        double seconds, long logEnd, long next, string? databaseFault = null, double databaseAt = double.NaN) => new()
        {
            At = Noon.AddSeconds(seconds),
            Database = new(Database(next), Noon.AddSeconds(double.IsNaN(databaseAt) ? seconds : databaseAt), databaseFault),
            Cluster = new(Cluster([1, 2, 3], logEnd: logEnd), Noon.AddSeconds(seconds), null),
        };

    public static DatabaseStatistics Database(long next, double outboxSeconds = 0) =>
        new(
            [new PartitionProgress(Partition.Group, "orders", 0, 0, next, next, 0, 0)],
            outboxSeconds > 0 ? 1 : 0, TimeSpan.FromSeconds(outboxSeconds), 0);

    public static ClusterStatistics Cluster(int[] inSync, int? leader = 1, int[]? up = null, long logEnd = 0) => new(
        [.. ((int[])[1, 2, 3]).Select(id => new BrokerStatus(id, (up ?? [1, 2, 3]).Contains(id) ? $"kafka-{id}:9092" : null))],
        [new("orders", 0, leader, [1, 2, 3], inSync)],
        new Dictionary<(string, int), LogEnd> { [("orders", 0)] = new(0, logEnd) });

    public static WorkerState Worker(
        string address, BreakerState state = BreakerState.Closed, string? problem = null, string? fault = null, long slow = 0,
        long fast = 0) => new(
        address,
        new(new("Consumer", address, Noon, [new(Partition.Group, "orders", [0], problem, new(state, 0, []))],
            [new("orders", Partition.Group, Latencies(slow, fast))]), Noon, fault));

    private static HistogramBase Latencies(long slow, long fast)
    {
        var histogram = LatencyHistogram.Empty();
        histogram.Record(1, slow);
        histogram.Record(0.01, fast);
        return histogram;
    }
}
