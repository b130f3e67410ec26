using Pipeline.EndToEndTests.Faults.Stage;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 1 and 2: a consumer that dies, and one that only seemed to.</summary>
[Trait("Category", "Faults")]
public sealed class ConsumerFaultTests(SharedLane lane, ITestOutputHelper output)
{
    [Fact]
    public Task Fault_01_Consumer_killed_before_the_database_commit() =>
        lane.RunAsync("01 consumer killed before its commit", output, run => DiesAsync(run, Failpoints.ConsumerBeforeCommit));

    [Fact]
    public Task Fault_01_Consumer_killed_after_the_database_commit_and_before_the_offset_commit() =>
        lane.RunAsync("01 consumer killed after its commit", output, run => DiesAsync(run, Failpoints.ConsumerAfterCommit));

    /// <summary>
    /// The batch that the frozen member has sent reaches the database only after others have taken over and moved on, as it may
    /// after a stay in a network: the strongest form of the zombie's write.
    /// </summary>
    [Fact]
    public Task Fault_02_Consumer_frozen_past_its_session_and_thawed_is_fenced() =>
        lane.RunAsync("02 consumer frozen past its session", output, async run =>
    {
        var name = $"orders-{run.Random.Range(1, 3)}";
        var proxy = run.PutProxyBefore(name);
        await run.LoadAsync();
        var zombie = run.Programs[name];
        var statement = proxy.Hold(minBytes: 300);
        await statement.Held.WaitAsync(FaultRun.WaitTimeout);
        zombie.Signal("STOP");
        run.Timeline.Injected($"{name} is frozen, and its batch is on the way to the database");

        var others = run.Programs.Orders.Where(p => p != zombie).ToList();
        await run.DetectedAsync("the other members have its partitions", FaultRun.Session + TimeSpan.FromSeconds(10), () =>
            others.SelectMany(p => p.Partitions).ToHashSet().IsSupersetOf([0, 1, 2]));
        await run.FlowsAsync();
        statement.Release();
        Assert.EndsWith(" 0", await statement.Answer.WaitAsync(FaultRun.WaitTimeout), StringComparison.Ordinal);
        run.Timeline.Step("the batch has arrived, and has written nothing");

        var mark = zombie.Mark;
        zombie.Signal("CONT");
        run.Timeline.Ended("thawed");
        await run.RecoveredAsync();
        await Until.HoldsAsync("the thawed member takes part again", FaultRun.WaitTimeout, () => zombie.HasSaid(" assigned", mark));
        Assert.Equal(0, await run.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    });

    /// <summary>No replay: what the dead one had committed was known from the database, so nothing was even tried twice.</summary>
    private static async Task DiesAsync(FaultRun run, string point)
    {
        var name = $"orders-{run.Random.Range(1, 3)}";
        await run.LoadAsync(name);
        run.Programs.Set(name, "CRASH_AT", $"{point}:{run.Random.Range(20, 100)}");
        var victim = run.Programs.Start(name);
        await Until.HoldsAsync($"{name} dies", FaultRun.WaitTimeout, () => victim.Process.HasExited);
        run.Timeline.Injected($"{name} died at {point}");
        run.Timeline.Ended("it is over at once");
        Assert.Equal(137, (await victim.Process.EndAsync(FaultRun.WaitTimeout)).ExitCode);
        Assert.NotEmpty(victim.Partitions);

        await run.DetectedAsync("the other members have its partitions", FaultRun.Session + TimeSpan.FromSeconds(10), () =>
            run.Programs.Orders.SelectMany(p => p.Partitions).ToHashSet().IsSupersetOf([0, 1, 2]));
        await run.RecoveredAsync();

        run.Programs.StartWithoutCrash(name);
        await run.FlowsAsync();
        Assert.Equal(0, await run.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    }
}
