using System.Text.Json;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Consuming;

public sealed class FullBatchTests(TestServers servers)
{
    private const int Orders = 3_000;

    /// <summary>A sink that is slower than the log has every batch full while the one before is applied.</summary>
    [Fact]
    public async Task Messages_behind_full_batches_are_fetched_once()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(Orders));
        long received = 0;
        topics.Connection = topics.Connection with { Statistics = json => Interlocked.Exchange(ref received, Received(json)) };

        await using var member = new RunningMember(
            database, topics, ShopStreams.Orders, batch: 50, new SlowSink(new PostgresSink(database.Source)));
        await OrderStream.AppliedOnceAsync(database, topics, Orders);

        // The client updates its count once per second.
        await Eventually.HoldsAsync("the client has counted", () => Interlocked.Read(ref received) >= Orders);
        Assert.InRange(Interlocked.Read(ref received), Orders, Orders * 5 / 4);
    }

    /// <summary>rxmsgs: messages consumed, those that were fetched and thrown away too (librdkafka's STATISTICS.md).</summary>
    private static long Received(string statistics)
    {
        using var json = JsonDocument.Parse(statistics);
        return json.RootElement.GetProperty("rxmsgs").GetInt64();
    }

    private sealed class SlowSink(IBatchSink inner) : IBatchSink
    {
        public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
            inner.ReadProgressAsync(partition, cancellationToken);

        public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
            inner.StartAtAsync(partition, offset, cancellationToken);

        public Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken) =>
            inner.ClaimTopicAsync(partition, topicId, cancellationToken);

        public async Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken)
        {
            await Task.Delay(20, cancellationToken);
            return await inner.ApplyAsync(subBatch, cancellationToken);
        }
    }
}
