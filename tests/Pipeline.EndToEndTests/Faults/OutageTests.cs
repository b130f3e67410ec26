using System.Globalization;
using Pipeline.EndToEndTests.Faults.Stage;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Brokers that are away for long: that costs disk, and nothing else.</summary>
[Collection(nameof(AloneTests))]
[Trait("Category", "Faults")]
public sealed class OutageTests(BrokerLane lane, ITestOutputHelper output)
{
    private const int OrderRate = 1000;

    /// <summary>
    /// What the producer may need more than before, kB: librdkafka's queue of a sweep a lane, and the heap's own ups and downs.
    /// </summary>
    private const long MemoryMargin = 64 * 1024;

    /// <summary>FAULT_OUTAGE_SECONDS (30): the length of the outage. `make test-all` sets ten minutes.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(
        Environment.GetEnvironmentVariable("FAULT_OUTAGE_SECONDS") ?? "30", CultureInfo.InvariantCulture));

    [Fact]
    public Task Outage_of_all_brokers_at_1000_orders_a_second_costs_disk_only() =>
        lane.RunAsync("06 all brokers down at 1000 orders/s", output, async run =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        run.Programs.Set("producer-1", "ORDER_RATE", $"{OrderRate}");
        await run.LoadAsync();
        var producer = run.Programs["producer-1"].Process.Id;
        var before = Memory(producer);
        var placed = await run.Database.CountAsync("orders");
        run.Timeline.Injected($"all brokers killed; the producer has {before:N0} kB");
        await lane.Kafka.KillAsync(KafkaCluster.Ids);
        await run.DetectedAsync(
            "the outbox grows", FaultRun.WaitTimeout, async () => await run.Database.CountAsync("outbox") > 2 * OrderRate);
        await run.Timeline.LastAsync(Duration);

        var during = Memory(producer);
        var (waiting, bytes) = (
            await run.Database.ListAsync<long, long>("SELECT count(*), pg_total_relation_size('outbox') FROM outbox"))[0];
        var meanwhile = await run.Database.CountAsync("orders") - placed;
        await lane.Kafka.StartAsync(KafkaCluster.Ids);
        run.Timeline.Ended($"brokers started; {waiting:N0} events wait in {bytes / 1_000_000} MB, the producer has {during:N0} kB");
        Assert.True(meanwhile > Duration.TotalSeconds * OrderRate * 0.8, $"Writers must commit on; there were only {meanwhile} orders.");
        await run.RecoveredAsync(Duration + FaultRun.WaitTimeout);
        run.Timeline.Step($"the producer has {Memory(producer):N0} kB");
        Assert.True(during < before + MemoryMargin, $"The producer had {before} kB before and {during} kB in the outage.");
        (await EventLog.ReadAsync(run)).HasVersionsInOrder();
    });

    /// <summary>Resident memory, kB.</summary>
    private static long Memory(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/status").First(
            l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
