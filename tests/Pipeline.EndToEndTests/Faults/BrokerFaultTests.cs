using Pipeline.EndToEndTests.Faults.Stage;
using Pipeline.Shop.Records;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 5 to 8: brokers that die, are too few, are not there yet, or do not answer.</summary>
[Trait("Category", "Faults")]
public sealed class BrokerFaultTests(BrokerLane lane, ITestOutputHelper output)
{
    [Fact]
    public Task Fault_05_Leader_killed_five_times_in_turn() => lane.RunAsync("05 leader killed five times", output, async run =>
    {
        await run.LoadAsync();
        for (var round = 1; round <= 5; round++)
        {
            var partition = run.Random.Next(3);
            var leader = lane.Kafka.LeaderOf(run.Topics.Of(ShopStreams.Orders), partition);
            Assert.NotNull(leader);
            run.Timeline.Injected($"round {round}: broker {leader} killed, the leader of partition {partition}");
            await lane.Kafka.KillAsync([leader.Value]);
            run.Timeline.Ended("it is over at once; the broker stays away");
            await run.DetectedAsync("another broker leads", FaultRun.WaitTimeout, () =>
                lane.Kafka.LeaderOf(run.Topics.Of(ShopStreams.Orders), partition) is { } other && other != leader);
            await run.RecoveredAsync();
            await run.FlowsAsync();
            await lane.Kafka.StartAsync([leader.Value]);
            await lane.Kafka.CompleteAsync();
            run.Timeline.Step($"broker {leader} is back, all replicas in sync");
        }
    });

    /// <summary>
    /// For half a minute instead of a whole one: the quorum of the controllers is gone as well, and nothing changes after that.
    /// </summary>
    [Fact]
    public Task Fault_06_Two_of_three_brokers_down() => lane.RunAsync("06 two of three brokers down", output, async run =>
    {
        await run.LoadAsync();
        var left = run.Random.Pick(KafkaCluster.Ids);
        var placed = await run.Database.CountAsync("orders");
        run.Timeline.Injected($"all brokers but {left} killed");
        await lane.Kafka.KillAsync(KafkaCluster.Ids.Where(id => id != left));
        await run.DetectedAsync("the outbox grows", FaultRun.WaitTimeout, async () => await run.Database.CountAsync("outbox") > 1000);
        var used = ConsumersTime(run);
        await run.Timeline.LastAsync(TimeSpan.FromSeconds(30));
        used = ConsumersTime(run) - used;
        Assert.True(used < TimeSpan.FromSeconds(10), $"Consumers that wait for brokers must not be busy; they used {used}.");
        var meanwhile = await run.Database.CountAsync("orders") - placed;
        Assert.True(meanwhile > 30 * 250 * 0.8, $"Writers must commit on; there were only {meanwhile} orders.");
        var waiting = await run.Database.CountAsync("outbox");
        Assert.True(waiting > 30 * 250 * 0.8, $"The outbox must grow; it holds only {waiting}.");
        await lane.Kafka.StartAsync(KafkaCluster.Ids.Where(id => id != left));
        run.Timeline.Ended($"brokers started, {waiting:N0} events wait in the outbox");
        await run.RecoveredAsync();
        await run.FlowsAsync();
    });

    [Fact]
    public Task Fault_07_All_brokers_down_at_start() => lane.RunAsync("07 all brokers down at start", output, async run =>
    {
        await run.SeedAsync();
        string[] names = [.. ShopPrograms.Consumers, "producer-1"];
        var health = names.Select(run.WatchHealth).ToList();
        run.Timeline.Injected("all brokers killed, then the programs started");
        await lane.Kafka.KillAsync(KafkaCluster.Ids);
        foreach (var name in names)
            run.Programs.Start(name);
        await run.DetectedAsync("all programs say so and are degraded", FaultRun.WaitTimeout, async () =>
            (await Task.WhenAll(health.Select(h => h.AskAsync()))).All(answer => answer == "Degraded")
            && names.All(n => run.Programs[n].HasSaid("does not answer")));
        await run.Timeline.LastAsync(TimeSpan.FromSeconds(5));
        await lane.Kafka.StartAsync(KafkaCluster.Ids);
        run.Timeline.Ended("brokers started");
        await Until.HoldsAsync("all programs are healthy", FaultRun.WaitTimeout, async () =>
            (await Task.WhenAll(health.Select(h => h.AskAsync()))).All(answer => answer == "Healthy"));
        await run.RecoveredAsync();
        await run.FlowsAsync();
    });

    [Fact]
    public Task Fault_08_Broker_frozen() => lane.RunAsync("08 broker frozen", output, async run =>
    {
        await run.LoadAsync();
        var partition = run.Random.Next(3);
        var leader = lane.Kafka.LeaderOf(run.Topics.Of(ShopStreams.Orders), partition);
        Assert.NotNull(leader);
        run.Timeline.Injected($"broker {leader} frozen, the leader of partition {partition}");
        await lane.Kafka.FreezeAsync(leader.Value);
        try
        {
            await run.DetectedAsync("another broker leads", FaultRun.WaitTimeout, () =>
                lane.Kafka.LeaderOf(run.Topics.Of(ShopStreams.Orders), partition) is { } other && other != leader);
            run.Timeline.Step("SIGTERM to a consumer and to the producer");
            await Task.WhenAll(run.Programs["orders-1"].StopAsync(), run.Programs["producer-1"].StopAsync());
            run.Timeline.Step("both have ended with 0; started again");
            run.Programs.Start("orders-1");
            run.Programs.Start("producer-1");
            await run.FlowsAsync();
            run.Timeline.Ended("nothing: events flow although the broker is still frozen");
            await run.RecoveredAsync();
        }
        finally
        {
            await lane.Kafka.ThawAsync(leader.Value);
        }

        run.Timeline.Step("thawed");
        await lane.Kafka.CompleteAsync();
        await run.FlowsAsync();
    });

    private static TimeSpan ConsumersTime(FaultRun run) =>
        ShopPrograms.Consumers.Aggregate(TimeSpan.Zero, (sum, name) => sum + run.Programs[name].Process.ProcessorTime);
}
