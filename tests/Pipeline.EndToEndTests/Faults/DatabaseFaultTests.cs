using Npgsql;
using Pipeline.EndToEndTests.Faults.Stage;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 9 to 12: a database that goes away, sessions that end, connections that break, transactions that meet.</summary>
[Trait("Category", "Faults")]
public sealed class DatabaseFaultTests(SharedLane lane, ITestOutputHelper output)
{
    [Fact]
    public Task Fault_09_PostgreSQL_stopped_in_mid_batch_and_back_after_20_s() =>
        lane.RunOnOwnPostgresAsync("09 PostgreSQL stopped for 20 s", output, async run =>
    {
        var health = run.WatchHealth("orders-1");
        await run.LoadAsync();
        // A lock, so that every consumer has a batch in hand: one without, and without new messages, would have nothing to notice.
        await using var session = await run.Database.SessionAsync();
        await session.ExecuteAsync("BEGIN; LOCK TABLE order_totals IN ACCESS EXCLUSIVE MODE");
        await Until.HoldsAsync("a batch of every consumer of orders is held", FaultRun.WaitTimeout, async () =>
            await run.Database.CountAsync(
                $"pg_stat_activity WHERE {session.ProcessID} = ANY (pg_blocking_pids(pid))") >= run.Programs.Orders.Count);
        run.Timeline.Injected("PostgreSQL stopped immediately");
        await run.Postgres.StopAsync();
        await run.DetectedAsync("breaker open, partitions paused", FaultRun.WaitTimeout, () =>
            run.Programs["orders-1"].HasSaid("Breaker open") && run.Programs["orders-1"].HasSaid(" paused: "));
        await run.DetectedAsync("/health/ready says degraded", FaultRun.WaitTimeout, async () => await health.AskAsync() == "Degraded");
        await run.Timeline.LastAsync(TimeSpan.FromSeconds(20));
        await run.Postgres.StartAgainAsync();
        run.Timeline.Ended("PostgreSQL is back");
        await run.RecoveredAsync();
        await Until.HoldsAsync("breaker closed, partitions resumed", FaultRun.WaitTimeout, () =>
            run.Programs["orders-1"].HasSaid("Breaker closed") && run.Programs["orders-1"].HasSaid(" resumed"));
        await run.FlowsAsync();
    });

    [Fact]
    public Task Fault_10_All_sessions_terminated_every_200_ms_for_20_s() =>
        lane.RunAsync("10 sessions terminated for 20 s", output, async run =>
    {
        await run.LoadAsync();
        run.Timeline.Injected("pg_terminate_backend on all sessions of the programs, every 200 ms");
        var terminating = TerminateAsync(run.Database, times: 100);
        await run.DetectedAsync("writers, relay or consumers complain", FaultRun.WaitTimeout, () =>
            run.Programs["producer-1"].HasSaid("Cannot write ") || run.Programs["producer-1"].HasSaid("The relay cannot read the outbox: ")
                || run.Programs.Orders.Any(p => p.HasSaid("Breaker open")));
        var terminated = await terminating;
        run.Timeline.Ended($"{terminated} sessions were terminated");
        Assert.True(terminated > 200, $"Only {terminated} sessions were there to be terminated.");
        await run.RecoveredAsync();
        await run.FlowsAsync();
    });

    [Fact]
    public Task Fault_11_Connection_cut_during_COMMIT_leaves_the_outcome_unknown() =>
        lane.RunAsync("11 connection cut during COMMIT", output, async run =>
    {
        var consumers = run.PutProxyBefore([.. ShopPrograms.Consumers]);
        var producer = run.PutProxyBefore("producer-1");
        await run.LoadAsync();

        run.Timeline.Injected("connections are cut before a statement, or after its commit and before the answer");
        TcpProxy[] proxies = [consumers, producer];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var cut = 0; cut < 75; cut++)
        {
            run.Random.Pick(proxies).Arm(run.Random.Chance(0.6) ? Cut.AfterCommit : Cut.BeforeExecution);
            await timer.WaitForNextTickAsync();
        }

        foreach (var proxy in proxies)
            proxy.Arm(Cut.None);
        run.Timeline.Ended(
            $"consumers were cut {consumers.CutBefore} times before and {consumers.CutAfter} times after, the producer "
                + $"{producer.CutBefore} and {producer.CutAfter} times");
        Assert.All(proxies, p =>
            Assert.True(p is { CutBefore: >= 3, CutAfter: >= 3 }, $"Too few cuts: {p.CutBefore} before, {p.CutAfter} after."));
        await run.RecoveredAsync();
        await run.FlowsAsync();
    });

    /// <summary>
    /// The circle: a consumer's batch holds its progress and wants a total; the test holds the totals and wants the progress.
    /// </summary>
    [Fact]
    public Task Fault_12_Deadlocks() => lane.RunAsync("12 deadlocks", output, async run =>
    {
        const int Rounds = 4;
        await run.LoadAsync();
        var before = await DeadlocksAsync(run);
        run.Timeline.Injected($"{Rounds} deadlocks between the test and a batch");
        for (var met = 0; met < Rounds;)
            met += await MeetAsync(run, run.Random.Next(3)) ? 1 : 0;
        await run.DetectedAsync("the server counts them", FaultRun.WaitTimeout, async () => await DeadlocksAsync(run) >= before + Rounds);
        run.Timeline.Ended("no further ones");
        await run.RecoveredAsync();
        await run.FlowsAsync();
    });

    [Fact]
    public Task Fault_12_Serialization_failures() => lane.RunAsync("12 serialization failures", output, async run =>
    {
        await run.LoadAsync();
        var faults = new RaisedFaults(run.Database);
        run.Timeline.Injected("every fifth statement of writers and consumers fails with 40001");
        await faults.BeginAsync("40001", 0.2);
        await run.Timeline.LastAsync(TimeSpan.FromSeconds(10));
        await run.FlowsAsync();
        var raised = await faults.EndAsync();
        run.Timeline.Ended($"{raised} failures");
        Assert.True(raised > 20, $"Only {raised} failures.");
        await run.RecoveredAsync();
    });

    /// <summary>
    /// The test's own timeout is longer than the server's for the batch, so that the server aborts the batch. A session checks for a
    /// deadlock only once, one second after it began to wait. If a busy machine completes the deadlock later than that, no session detects
    /// it, and the test releases its lock.
    /// </summary>
    /// <returns>Whether the server aborted the batch.</returns>
    private static async Task<bool> MeetAsync(FaultRun run, int partition)
    {
        await Until.HoldsAsync("the partition has totals to lock", FaultRun.WaitTimeout, async () =>
            await run.Database.CountAsync($"order_totals WHERE partition = {partition}") > 0);
        await using var session = await run.Database.SessionAsync();
        await session.ExecuteAsync("SET deadlock_timeout = '60s'; SET lock_timeout = '5s'");
        await using var transaction = await session.BeginTransactionAsync();
        try
        {
            await session.ExecuteAsync($"SELECT FROM order_totals WHERE partition = {partition} FOR UPDATE");
            await Until.HoldsAsync("a batch waits for the totals", FaultRun.WaitTimeout, async () =>
                await run.Database.CountAsync($"pg_stat_activity WHERE {session.ProcessID} = ANY (pg_blocking_pids(pid))") > 0);
            await session.ExecuteAsync(
                $"SELECT FROM consumer_progress WHERE consumer_group = 'orders-consumers' AND partition = {partition} FOR UPDATE");
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        finally
        {
            await transaction.RollbackAsync();
        }
    }

    private static async Task<long> TerminateAsync(ShopDatabase database, int times)
    {
        var terminated = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var i = 0; i < times && await timer.WaitForNextTickAsync(); i++)
            terminated += await database.TerminateAsync();
        return terminated;
    }

    private static Task<long> DeadlocksAsync(FaultRun run) =>
        run.Database.AskAsync<long>($"SELECT deadlocks FROM pg_stat_database WHERE datname = '{run.Database.Name}'");
}
