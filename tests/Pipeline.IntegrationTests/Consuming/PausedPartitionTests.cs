using Npgsql;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Consuming;

public sealed class PausedPartitionTests(TestServers servers)
{
    /// <summary>A locked table has the partitions paused; meanwhile one of them goes to another member and comes back.</summary>
    [Fact]
    public async Task Partition_that_was_paused_when_it_went_is_consumed_when_it_comes_back()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));
        await using var first = new RunningMember(database, topics, ShopStreams.Orders);
        await OrderStream.AppliedOnceAsync(database, topics, 300);

        await using (var session = await database.Source.OpenConnectionAsync(Token))
        await using (var transaction = await session.BeginTransactionAsync(Token))
        {
            await using var lockTotals = new NpgsqlCommand("LOCK TABLE order_totals IN ACCESS EXCLUSIVE MODE", session, transaction);
            await lockTotals.ExecuteNonQueryAsync(Token);
            await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));
            var topic = topics.Names.Of(ShopStreams.Orders);
            await Eventually.HoldsAsync(
                "all partitions are paused", () => Enumerable.Range(0, 3).All(p => first.Log.Contain($"{topic}/{p} paused")));
            await using (var second = new RunningMember(database, topics, ShopStreams.Orders))
            {
                await Eventually.HoldsAsync("the second member has one of them", () => second.Member.Status.Assigned > 0);
                await Eventually.HoldsAsync("the first has given it up", () => first.Member.Status.Assigned < 3);
            }

            await Eventually.EqualsAsync(3, () => Task.FromResult(first.Member.Status.Assigned), "the first member has all of them again");
            await transaction.RollbackAsync(Token);
        }

        await OrderStream.AppliedOnceAsync(database, topics, 600);
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));
        await OrderStream.AppliedOnceAsync(database, topics, 900);
    }
}
