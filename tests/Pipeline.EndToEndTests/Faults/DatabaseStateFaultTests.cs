using Pipeline.EndToEndTests.Faults.Stage;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>
/// Faults 13 and 14: a database that is there and takes nothing. Its state, never an event's fault: nothing may be dead-lettered.
/// </summary>
[Trait("Category", "Faults")]
public sealed class DatabaseStateFaultTests(SharedLane lane, ITestOutputHelper output)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>The programs' sessions have no statement timeout. A statement that is cancelled gets the same answer.</summary>
    [Fact]
    public Task Fault_13_Statement_timeout() => lane.RunAsync("13 statement timeout", output, run => LockedAsync(run, Duration, async () =>
    {
        await run.DetectedAsync("breakers open", FaultRun.WaitTimeout, async () =>
        {
            await run.Database.ExecuteAsync(
                $"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = '{run.Database.Role}' AND wait_event_type = 'Lock'");
            return run.Programs.Orders.Any(p => p.HasSaid("Breaker open"));
        });
        Assert.True(run.Programs["producer-1"].HasSaid("statement_timeout"), run.Programs["producer-1"].Tail());
    }, () => Task.CompletedTask));

    [Fact]
    public Task Fault_13_Table_locked_for_30_s() => lane.RunAsync("13 table locked for 30 s", output, run => LockedAsync(
        run, TimeSpan.FromSeconds(29),
        () => run.DetectedAsync("partitions paused", FaultRun.WaitTimeout, () => run.Programs.Orders.Any(p => p.HasSaid(" paused: "))),
        () => Task.CompletedTask));

    /// <summary>A disk cannot be filled for one test alone: a trigger gives the server's answer.</summary>
    [Fact]
    public Task Fault_14_Disk_full() => lane.RunAsync("14 disk full", output, async run =>
    {
        var faults = new RaisedFaults(run.Database);
        await TakesNothingAsync(run, "53100", () => faults.BeginAsync("53100", 1), faults.EndAsync);
    });

    /// <summary>The server's real answer, by a limit on the role.</summary>
    [Fact]
    public Task Fault_14_Too_many_connections() =>
        lane.RunAsync("14 too many connections", output, run => TakesNothingAsync(run, "53300", async () =>
    {
        await run.Database.ExecuteAsync($"ALTER ROLE {run.Database.Role} CONNECTION LIMIT 0");
        await run.Database.TerminateAsync();
    }, () => run.Database.ExecuteAsync($"ALTER ROLE {run.Database.Role} CONNECTION LIMIT -1")));

    /// <summary>The outbox can be read and not emptied: it must not be sent again and again meanwhile.</summary>
    [Fact]
    public Task Fault_14_Read_only_server() => lane.RunOnOwnPostgresAsync("14 read-only", output, async run =>
    {
        await TakesNothingAsync(
            run, "25006", () => SetReadOnlyAsync(run, "SET default_transaction_read_only = on"),
            () => SetReadOnlyAsync(run, "RESET default_transaction_read_only"));
        Assert.Equal(0, await run.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
    });

    private static async Task SetReadOnlyAsync(FaultRun run, string setting)
    {
        await run.Database.ExecuteAsync($"ALTER SYSTEM {setting}");
        await run.Database.ExecuteAsync("SELECT pg_reload_conf()");
    }

    private static async Task LockedAsync(FaultRun run, TimeSpan duration, Func<Task> begun, Func<Task> ended)
    {
        await run.LoadAsync();
        await using (var session = await run.Database.SessionAsync())
        await using (var transaction = await session.BeginTransactionAsync())
        {
            run.Timeline.Injected("the tables orders and order_totals are locked");
            await run.BeginWithBacklogAsync(() => session.ExecuteAsync("LOCK TABLE orders, order_totals IN ACCESS EXCLUSIVE MODE"));
            try
            {
                await begun();
                await run.Timeline.LastAsync(duration);
                await transaction.RollbackAsync();
            }
            finally
            {
                await ended();
            }
        }

        run.Timeline.Ended("unlocked");
        await run.RecoveredAsync();
        await run.FlowsAsync();
    }

    private static async Task TakesNothingAsync(FaultRun run, string sqlState, Func<Task> begin, Func<Task> end)
    {
        await run.LoadAsync();
        run.Timeline.Injected($"the server answers {sqlState}");
        await run.BeginWithBacklogAsync(begin);
        try
        {
            await BreakerOpensAsync(run);
            await run.Timeline.LastAsync(Duration);
        }
        finally
        {
            await end();
        }

        run.Timeline.Ended("it takes batches again");
        await run.RecoveredAsync();
        await Until.HoldsAsync("breakers closed", FaultRun.WaitTimeout, () =>
            run.Programs.Orders.Where(p => p.HasSaid("Breaker open")).All(p => p.HasSaid("Breaker closed")));
        await run.FlowsAsync();
    }

    /// <summary>Of those members that had something to apply.</summary>
    private static Task BreakerOpensAsync(FaultRun run) =>
        run.DetectedAsync("breakers open", FaultRun.WaitTimeout, () => run.Programs.Orders.Any(p => p.HasSaid("Breaker open")));
}
