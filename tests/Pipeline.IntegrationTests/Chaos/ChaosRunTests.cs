using Pipeline.Cli.Chaos;
using Pipeline.Simulation;

namespace Pipeline.IntegrationTests.Chaos;

public sealed class ChaosRunTests
{
    private static readonly string[] Services = ["one", "two", "three"];

    [Theory]
    [InlineData(false, "kill", "start")]
    [InlineData(true, "pause", "unpause")]
    public async Task Fault_is_noticed_undone_recovered_from_and_verified(bool freeze, string begins, string ends)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The scripted system is a shell script.");
        using var system = new ScriptedSystem();
        await using var watch = await WatchAsync(system);
        var said = new List<string>();

        var result = await new ChaosRun(system.Project, watch, said.Add).RunAsync(
            new ServiceFault("two-down", "", Services, 2, freeze, (3, 3)), new SeededRandom(5), Token);

        Assert.True(result.IsOk, string.Join('\n', said));
        Assert.Equal([$"{begins} {result.Target.Replace(",", "")}", $"{ends} "], [system.Asked[0], system.Asked[1][..(ends.Length + 1)]]);
        Assert.Equal(2, system.Asked.Length);
        Assert.StartsWith("health: ", result.NoticedBy, StringComparison.Ordinal);
        Assert.InRange(result.DetectedAfter!.Value, TimeSpan.Zero, result.Lasted);
        Assert.Equal(7, result.BacklogPeak);
        Assert.Empty(from s in await system.Project.StatesAsync(Token) where !s.IsWell select s);
    }

    [Fact]
    public async Task Interrupted_run_undoes_its_fault()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The scripted system is a shell script.");
        using var system = new ScriptedSystem();
        await using var watch = await WatchAsync(system);
        using var interrupt = new CancellationTokenSource();
        var running = new ChaosRun(system.Project, watch, _ => { }).RunAsync(
            new ServiceFault("killed", "", Services, 1, freeze: false, (1000, 1000)), new SeededRandom(5), interrupt.Token);
        await Eventually.HoldsAsync("a service is killed", () => system.Asked.Length == 1);

        await interrupt.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(system.Asked[0].Replace("kill", "start", StringComparison.Ordinal), system.Asked[1]);
        Assert.Empty(from s in await system.Project.StatesAsync(Token) where !s.IsWell select s);
    }

    [Fact]
    public async Task Failed_verification_makes_the_fault_fail()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The scripted system is a shell script.");
        using var system = new ScriptedSystem("verify: FAILED users=1 lost=1");
        await using var watch = await WatchAsync(system);
        var result = await new ChaosRun(system.Project, watch, _ => { }).RunAsync(
            new ServiceFault("killed", "", Services, 1, freeze: false, (0, 0)), new SeededRandom(5), Token);
        Assert.False(result.IsOk);
        Assert.Equal("verify: FAILED users=1 lost=1", result.Verification);
    }

    [Fact]
    public void Every_fault_has_a_name_of_its_own_and_the_same_seed_hits_the_same()
    {
        var faults = FaultCatalogue.Create();
        Assert.Equal(faults.Count, faults.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(faults, f => Assert.Equal(f.Seconds(new SeededRandom(9)), f.Seconds(new SeededRandom(9))));
    }

    [Fact]
    public void No_fault_comes_twice_before_each_was_once()
    {
        var faults = FaultCatalogue.Create();
        var order = FaultCatalogue.Endless(faults, new SeededRandom(3)).Take(2 * faults.Count).Select(f => f.Name).ToList();
        Assert.All(order.Chunk(faults.Count), round => Assert.Equal(faults.Count, round.Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(order, FaultCatalogue.Endless(faults, new SeededRandom(3)).Take(2 * faults.Count).Select(f => f.Name));
        Assert.NotEqual(order, FaultCatalogue.Endless(faults, new SeededRandom(4)).Take(2 * faults.Count).Select(f => f.Name));
    }

    private static async Task<SystemMonitor> WatchAsync(ScriptedSystem system)
    {
        var watch = new SystemMonitor(system.Project);
        watch.Start();
        await Eventually.HoldsAsync("the status is read", () => watch.Now.Problem is null);
        return watch;
    }
}
