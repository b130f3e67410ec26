using Pipeline.IntegrationTests.Verification;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>A topic that is deleted and created again has other messages at the same offsets.</summary>
[Trait("Category", "RealBrokers")]
public sealed class RecreatedTopicTests(TestServers servers)
{
    [Fact]
    public async Task Topic_that_has_grown_past_the_progress_stops_and_after_the_reset_everything_is_applied()
    {
        await using var shop = await RealAsync();
        await shop.Topics.RecreateAsync(ShopStreams.Orders);
        await OrderStream.PublishAsync(shop.Topics, OrderStream.NewOrders(900));

        await using var member = new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders);
        await Eventually.EqualsAsync(3, () => Task.FromResult(member.Log.Count("created again")), "all partitions stop");
        Assert.EndsWith("Run make reset-progress to consume it from its start.", member.Member.Status.Problem, StringComparison.Ordinal);
        Assert.Contains((await shop.VerifyAsync()).Findings, static f => f.Text.Contains("make reset-progress", StringComparison.Ordinal));

        await ResetAsync(shop);
        await Eventually.EqualsAsync(HealthyShop.Orders + 900L, () => shop.Database.CountAsync("orders"), "the new topic is consumed");
        await Eventually.HoldsAsync("the problem is gone", () => member.Member.Status.Problem is null);
        Assert.Equal("verify: ok users=60 products=40 orders=1100 lost=0 duplicated=0 dead=0", (await shop.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Topic_that_is_recreated_while_it_is_consumed_stops_its_members()
    {
        await using var shop = await RealAsync();
        await using var member = new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders);
        await Eventually.EqualsAsync(3, () => Task.FromResult(member.Log.Count("continues from")), "all partitions are consumed");
        await Eventually.EqualsAsync(
            3, () => shop.Database.CountAsync(
                "consumer_progress WHERE topic LIKE 'orders%' AND topic_id <> '00000000-0000-0000-0000-000000000000'"), "the id is known");

        await shop.Topics.RecreateAsync(ShopStreams.Orders);

        await Eventually.EqualsAsync(
            3, () => Task.FromResult(member.Log.Count("Run make reset-progress")), "all partitions stop");
    }

    [Fact]
    public async Task Dead_letters_of_the_earlier_topic_hide_none_of_the_new_one()
    {
        await using var shop = await RealAsync();
        await shop.Topics.SendRawAsync(ShopStreams.Orders, 1, "early"u8.ToArray(), "early"u8.ToArray());
        await shop.ConsumeAsync(HealthyShop.Settled + 2);
        var before = await LettersAsync(shop);
        await shop.Topics.RecreateAsync(ShopStreams.Orders);
        await shop.Topics.SendRawAsync(ShopStreams.Orders, 1, [.. Enumerable.Repeat("late"u8.ToArray(), 100)]);
        await ResetAsync(shop);
        await using (new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders))
        {
            await Eventually.EqualsAsync(
                100, () => shop.Database.AskAsync<long>("SELECT sum(dead_lettered)::bigint FROM consumer_progress"), "all are kept");
        }

        Assert.Equal((2, 102), (before, await LettersAsync(shop)));
        Assert.Equal("verify: ok users=60 products=40 orders=200 lost=0 duplicated=0 dead=102", (await shop.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Topic_that_is_recreated_again_after_a_reset_stops_again_and_says_so()
    {
        await using var shop = await RealAsync();
        await shop.Topics.RecreateAsync(ShopStreams.Orders);
        await using var member = new RunningMember(shop.Database, shop.Topics, ShopStreams.Orders);
        await Eventually.HoldsAsync("all partitions stop", () => member.Log.Count("Run make reset-progress") == 3);
        Assert.Equal(3, await ResetAsync(shop));
        await Eventually.HoldsAsync("all continue", () => member.Member.Status.Problem is null);

        await shop.Topics.RecreateAsync(ShopStreams.Orders);

        await Eventually.HoldsAsync("all stop again", () => member.Log.Count("Run make reset-progress") == 6);
        Assert.NotNull(member.Member.Status.Problem);
    }

    [Fact]
    public async Task Reset_of_progress_that_a_consumer_has_moved_meanwhile_changes_nothing()
    {
        await using var shop = await RealAsync();
        Assert.False(await Pipeline.Postgres.Sink.ProgressReset.ApplyAsync(
            shop.Database.Source, shop.Topics.Partition(ShopStreams.Orders, 0), nextOffset: 1_000, Guid.NewGuid(), 0, Token));
    }

    [Fact]
    public async Task Reset_changes_nothing_of_a_topic_that_was_not_recreated()
    {
        await using var shop = await RealAsync();
        Assert.Equal(0, await ResetAsync(shop));
    }

    /// <summary>What <c>make reset-progress</c> does.</summary>
    private static async Task<int> ResetAsync(HealthyShop shop)
    {
        var kafka = TestEnvironment.Settings(shop.Database, shop.Topics).Kafka;
        return (await new RecreatedTopics(kafka, shop.Database.Source).ResetAsync(Token)).Count;
    }

    private static async Task<int> LettersAsync(HealthyShop shop)
    {
        using var reader = new DeadLetterReader(TestEnvironment.Settings(shop.Database, shop.Topics).Kafka, shop.Database.Source);
        var count = 0;
        await foreach (var unused in reader.ReadAsync(ShopStreams.Orders, Token))
            count++;
        return count;
    }

    private async Task<HealthyShop> RealAsync()
    {
        await servers.Kafka.RealAddressAsync();
        return await HealthyShop.CreateAsync(servers);
    }
}
