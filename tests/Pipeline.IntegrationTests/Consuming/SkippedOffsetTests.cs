using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Pipeline.IntegrationTests.Verification;
using Pipeline.Shop.Records;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>Offsets without a message: transaction markers, aborted and compacted messages. They are neither a gap nor lag.</summary>
[Trait("Category", "RealBrokers")]
public sealed class SkippedOffsetTests(TestServers servers)
{
    [Fact]
    public async Task Markers_and_aborted_messages_are_passed_and_the_log_counts_as_whole()
    {
        await using var shop = await RealAsync();
        var orders = Values(6);
        shop.Topics.SendTransaction(ShopStreams.Orders, 1, commits: true, orders[..2]);
        shop.Topics.SendTransaction(ShopStreams.Orders, 1, commits: false, orders[2..5]);
        shop.Topics.SendTransaction(ShopStreams.Orders, 1, commits: true, orders[5..]);

        await using (var member = new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders))
        {
            var end = shop.Topics.End(ShopStreams.Orders, 1).High;
            await Eventually.EqualsAsync(end, () => NextAsync(shop, 1), "the progress is the end of the log");
            Assert.Equal(0, member.Log.Count("gap"));
        }

        // Three markers and three aborted orders.
        Assert.Equal(6, await shop.Database.AskAsync<long>("SELECT sum(skipped)::bigint FROM consumer_progress"));
        var report = await shop.VerifyAsync();
        Assert.Equal("verify: ok users=60 products=40 orders=203 lost=0 duplicated=0 dead=0", report.Line);
    }

    [Fact]
    public async Task Effect_without_an_event_is_found_beside_markers()
    {
        await using var shop = await RealAsync();
        shop.Topics.SendTransaction(ShopStreams.Orders, 1, commits: true, Values(1));
        await shop.ConsumeAsync(HealthyShop.Settled + 2);
        await shop.Database.ExecuteAsync($"INSERT INTO processed_events VALUES ('orders-consumers', '{Guid.CreateVersion7()}')");

        var finding = Assert.Single((await shop.VerifyAsync()).Findings);

        Assert.Equal(Pipeline.Operations.Verification.FindingKind.Phantom, finding.Kind);
    }

    [Fact]
    public async Task Verification_without_consumers_does_not_count_a_marker_as_waiting()
    {
        await using var shop = await RealAsync();
        shop.Topics.SendTransaction(ShopStreams.Orders, 1, commits: false, Values(2));

        Assert.True((await shop.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task Compacted_log_has_no_gaps_and_its_missing_events_are_no_phantoms()
    {
        await using var shop = await RealAsync();
        await CompactAsync(shop, Values(40));
        await using (new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders))
        {
            await Eventually.EqualsAsync(
                shop.Topics.End(ShopStreams.Orders, 1).High, () => NextAsync(shop, 1), "the compacted log is consumed");
            Assert.True(await shop.Database.AskAsync<long>("SELECT sum(skipped)::bigint FROM consumer_progress") > 0);
            // These take effect before they are removed from the log.
            await CompactAsync(shop, Values(40));
            await Eventually.EqualsAsync(
                shop.Topics.End(ShopStreams.Orders, 1).High, () => NextAsync(shop, 1), "all is consumed");
        }

        Assert.Equal([], (await shop.VerifyAsync()).Findings);
    }

    [Fact]
    public async Task Messages_that_retention_removed_before_they_were_consumed_are_a_gap_although_markers_follow()
    {
        await using var shop = await RealAsync();
        shop.Topics.SendTransaction(ShopStreams.Orders, 1, commits: true, Values(5));
        var next = await NextAsync(shop, 1);
        await DeleteAsync(shop, next + 3);

        await using (var member = new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders))
        {
            await Eventually.EqualsAsync(next + 6, () => NextAsync(shop, 1), "the progress is the end of the log");
            Assert.Equal(1, member.Log.Count($"gap, the log has no offsets {next} to {next + 2}"));
        }

        Assert.Equal(1, await shop.Database.AskAsync<long>("SELECT sum(skipped)::bigint FROM consumer_progress"));
        var finding = Assert.Single((await shop.VerifyAsync()).Findings);
        Assert.Equal((Pipeline.Operations.Verification.FindingKind.Gap, 3), (finding.Kind, finding.Count));
    }

    private static byte[][] Values(int count) => [.. OrderStream.NewOrders(count).Select(static e => e.Value)];

    private static Task<long> NextAsync(HealthyShop shop, int partition) => shop.Database.AskAsync<long>(
        $"SELECT next_offset FROM consumer_progress WHERE consumer_group = 'orders-consumers' AND partition = {partition}");

    private static Task DeleteAsync(HealthyShop shop, long before) => AdminAsync(shop, admin => admin.DeleteRecordsAsync(
        [new TopicPartitionOffset(shop.Topics.Names.Of(ShopStreams.Orders), 1, before)]));

    /// <summary>Sends messages with one key each twice, and waits until the cleaner has removed some.</summary>
    private static async Task CompactAsync(HealthyShop shop, byte[][] values)
    {
        var topic = shop.Topics.Names.Of(ShopStreams.Orders);
        (string, string)[] config = [("cleanup.policy", "compact"), ("segment.ms", "100"), ("min.cleanable.dirty.ratio", "0.001")];
        await AdminAsync(shop, admin => admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new() { Type = ResourceType.Topic, Name = topic }] = [.. config.Select(static c =>
                new ConfigEntry { Name = c.Item1, Value = c.Item2, IncrementalOperation = AlterConfigOpType.Set })],
        }));
        var before = Same();
        await shop.Topics.SendAsync(
            topic, 1, [.. values.Select(static v => new Message<byte[], byte[]> { Key = "same"u8.ToArray(), Value = v })]);
        await Eventually.HoldsAsync("the cleaner has removed messages", async () =>
        {
            // A segment is cleaned after it is no longer written to.
            await shop.Topics.SendAsync(topic, 1, new Message<byte[], byte[]> { Key = "same"u8.ToArray(), Value = values[^1] });
            return Same() < before + values.Length;
        });

        int Same() => shop.Topics.Read(topic, 1).Count(static m => m.Message.Key.AsSpan().SequenceEqual("same"u8));
    }

    private static async Task AdminAsync(HealthyShop shop, Func<IAdminClient, Task> work)
    {
        using var admin = new AdminClientBuilder(shop.Topics.Connection.Fill(new AdminClientConfig())).Build();
        await work(admin);
    }

    private async Task<HealthyShop> RealAsync()
    {
        await servers.Kafka.RealAddressAsync();
        return await HealthyShop.CreateAsync(servers);
    }
}
