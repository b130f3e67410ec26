using Pipeline.EndToEndTests.Faults.Stage;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 15 and 16, and relays that take over from one another.</summary>
[Trait("Category", "Faults")]
public sealed class RelayFaultTests(SharedLane lane, ITestOutputHelper output)
{
    /// <summary>The relay's advisory locks in this fault's database, one per lane.</summary>
    private const string LaneLocks =
        "pg_locks WHERE locktype = 'advisory' AND classid = 2828 AND granted"
        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private const int Lanes = 4;

    [Fact]
    public Task Fault_15_Producer_killed_between_commit_and_publish() =>
        lane.RunAsync("15 producer killed after its commit", output, async run =>
    {
        await DiesAsync(run, Failpoints.WriterAfterCommit);
        await DiesAsync(run, Failpoints.RelayBeforePublish);
    });

    [Fact]
    public Task Fault_15_Relay_killed_between_acknowledgement_and_delete() =>
        lane.RunAsync("15 relay killed after the acknowledgement", output, async run =>
    {
        await DiesAsync(run, Failpoints.RelayAfterAcknowledge);
        var duplicates = await run.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress");
        run.Timeline.Step($"{duplicates} events were sent twice, and the second ones had no effect");
        Assert.True(duplicates > 0, "Nothing was sent twice, so nothing was shown.");
    });

    [Fact]
    public Task Fault_16_Two_relays_at_once_keep_the_order() => lane.RunAsync("16 two relays at once", output, async run =>
    {
        await run.LoadAsync();
        using var stop = new CancellationTokenSource();
        var changing = new Changes(run.Database.Connection).RunAsync(stop.Token);
        run.Timeline.Injected("a second producer beside the first, then the first killed and started again, twice");
        run.Programs.Start("producer-2");
        for (var round = 0; round < 2; round++)
        {
            await run.FlowsAsync();
            await run.Timeline.LastAsync(TimeSpan.FromSeconds(3));
            var holder = run.Programs[$"producer-{1 + (round % 2)}"];
            holder.Signal("KILL");
            await run.FlowsAsync();
            run.Programs.Start(holder.Name);
        }

        await stop.CancelAsync();
        run.Timeline.Ended($"{await changing} changes of the same five customers meanwhile");
        await run.RecoveredAsync();
        (await EventLog.ReadAsync(run)).HasVersionsInOrder();
    });

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public Task Lanes_of_a_killed_or_frozen_relay_are_taken_over(string signal) =>
        lane.RunAsync($"16 shards taken over after SIG{signal}", output, async run =>
    {
        await run.LoadAsync();
        var held = await run.Database.ListAsync<int, int>($"SELECT pid, objid::int FROM {LaneLocks}");
        Assert.Equal(Lanes, held.Count);
        run.Programs.Start("producer-2");
        await Until.HoldsAsync(
            "the second producer places orders", FaultRun.WaitTimeout, () => run.Programs["producer-2"].HasSaid("so far"));
        var dead = string.Join(',', held.Select(h => h.Item1));
        run.Timeline.Injected($"SIG{signal} to the relay that has all lanes");
        run.Programs["producer-1"].Signal(signal);
        run.Timeline.Ended("it is over at once");
        // The server gives a frozen relay 10 s, see RelaySession.
        await run.DetectedAsync("the other relay has all lanes", TimeSpan.FromSeconds(signal == "KILL" ? 5 : 20), async () =>
            await run.Database.CountAsync($"{LaneLocks} AND pid NOT IN ({dead})") == Lanes);
        await run.RecoveredAsync();
        if (signal == "STOP")
            run.Programs["producer-1"].Signal("CONT");
        await run.FlowsAsync();
        (await EventLog.ReadAsync(run)).HasVersionsInOrder();
    });

    /// <summary>One producer alone, which dies at the point; what it has committed lies there until another comes.</summary>
    private static async Task DiesAsync(FaultRun run, string point)
    {
        if (!run.Programs.HasStarted("producer-1"))
            await run.LoadAsync();
        await run.Programs["producer-1"].StopAsync();
        run.Programs.Set("producer-2", "CRASH_AT", $"{point}:{run.Random.Range(100, 300)}");
        var victim = run.Programs.Start("producer-2");
        await Until.HoldsAsync("the producer dies", FaultRun.WaitTimeout, () => victim.Process.HasExited);
        Assert.Equal(137, (await victim.Process.EndAsync(FaultRun.WaitTimeout)).ExitCode);
        var waiting = await run.Database.CountAsync("outbox");
        run.Timeline.Injected($"the producer died at {point}; {waiting} records are left in the outbox");
        Assert.True(waiting > 0, "It died without leaving anything behind.");
        run.Programs.Start("producer-1");
        run.Timeline.Ended("another one is started");
        await run.RecoveredAsync();
    }
}
