using Pipeline.EndToEndTests.Faults.Stage;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 3 and 4: members that come and go, and programs that are told to stop.</summary>
[Trait("Category", "Faults")]
public sealed class MembershipFaultTests(SharedLane lane, ITestOutputHelper output)
{
    private const int Changes = 15;

    /// <summary>For half a minute instead of a whole one: fifteen changes, each of them a rebalance while others are under way.</summary>
    [Fact]
    public Task Fault_03_Members_join_and_leave_every_2_s() => lane.RunAsync("03 members join and leave every 2 s", output, async run =>
    {
        await run.LoadAsync();
        run.Timeline.Injected($"{Changes} changes of membership, one every 2 s");
        var leaving = new List<Task>();
        for (var change = 0; change < Changes; change++)
        {
            var before = await run.Database.OrdersProgressAsync();
            if (change % 2 == 0)
            {
                run.Programs.Start($"orders-{4 + change}");
            }
            else
            {
                var leaver = run.Random.Pick(run.Programs.Orders);
                leaving.Add(leaver.StopAsync());
            }

            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            // Several sessions long, because other faults run beside this one and the new process has to start.
            await Until.HoldsAsync(
                "progress goes on", 7 * FaultRun.Session, async () => await run.Database.OrdersProgressAsync() > before);
        }

        await Task.WhenAll(leaving);
        run.Timeline.Ended("nobody comes or goes any more");
        await run.RecoveredAsync();
    });

    /// <summary>A lock in the database holds the batch: the stop falls into the middle of it, and the draining takes a while.</summary>
    [Fact]
    public Task Fault_04_SIGTERM_in_mid_batch_and_again_while_draining() =>
        lane.RunAsync("04 SIGTERM in mid-batch and again", output, async run =>
    {
        await run.LoadAsync();
        var name = $"orders-{run.Random.Range(1, 3)}";
        var told = run.Programs[name];
        await using (var session = await run.Database.SessionAsync())
        await using (var transaction = await session.BeginTransactionAsync())
        {
            await session.ExecuteAsync("LOCK TABLE order_totals IN ACCESS EXCLUSIVE MODE");
            await Until.HoldsAsync("all batches wait for the lock", FaultRun.WaitTimeout, async () => await WaitingAsync(run) >= 3);
            run.Timeline.Injected($"SIGTERM to {name}, its batch waits in the database");
            told.Signal("TERM");
            await run.Timeline.LastAsync(TimeSpan.FromSeconds(1.5));
            Assert.False(told.Process.HasExited, "It did not wait for its batch.");
            told.Signal("TERM");
            run.Timeline.Detected("it drains; SIGTERM again");
            await run.Timeline.LastAsync(TimeSpan.FromSeconds(1.5));
            Assert.False(told.Process.HasExited, "The second signal cut the draining off.");
            await transaction.RollbackAsync();
        }

        await told.EndedWellAsync(ShopProgram.StopBound);
        run.Timeline.Ended("the lock is gone, the consumer has drained and ended with 0");
        await run.RecoveredAsync();

        run.Timeline.Injected("SIGTERM to the producer under load, and again");
        run.Programs["producer-1"].Signal("TERM");
        run.Programs["producer-1"].Signal("TERM");
        await run.Programs["producer-1"].EndedWellAsync(ShopProgram.StopBound);
        run.Timeline.Ended("it has ended with 0");
        run.Programs.Start(name);
        run.Programs.Start("producer-1");
        await run.RecoveredAsync();
        await run.FlowsAsync();
        Assert.Equal(0, await run.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    });

    private static Task<long> WaitingAsync(FaultRun run) => run.Database.CountAsync(
        $"pg_stat_activity WHERE datname = '{run.Database.Name}' AND usename = '{run.Database.Role}' AND wait_event_type = 'Lock'");
}
