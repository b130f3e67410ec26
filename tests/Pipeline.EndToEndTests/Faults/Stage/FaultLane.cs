using System.Globalization;
using Pipeline.Simulation;

[assembly: AssemblyFixture(typeof(Pipeline.EndToEndTests.Faults.Stage.BrokerLane))]
[assembly: AssemblyFixture(typeof(Pipeline.EndToEndTests.Faults.Stage.SharedLane))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Three brokers and a PostgreSQL for several faults. They start with the first fault that needs them and live until the run ends. Each
/// fault has its own database, role, topics and consumer groups, so faults that leave the servers alone run side by side.
/// </summary>
public abstract class FaultLane : IAsyncDisposable
{
    private readonly Lazy<Task> _started;

    private KafkaCluster? _kafka;
    private ShopServer? _postgres;
    private int _faults;

    protected FaultLane() => _started = new(StartAsync);

    /// <summary>FAULT_SEED, or the time: decides who is hit and when.</summary>
    internal long Seed { get; } = long.TryParse(
        Environment.GetEnvironmentVariable("FAULT_SEED"), CultureInfo.InvariantCulture,
        out var seed) ? seed : TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    internal KafkaCluster Kafka => _kafka ?? throw new InvalidOperationException("Not started.");

    /// <summary>Orders per second of a fault's load, unless the fault sets its own.</summary>
    internal abstract int OrderRate { get; }

    /// <summary>
    /// Runs one fault: its own topics, database and shop, what the test does to them, and at the end the orderly stop and the complete
    /// verification. A failure prints seed, timeline and what the programs said.
    /// </summary>
    internal async Task RunAsync(string fault, ITestOutputHelper output, Func<FaultRun, Task> happen)
    {
        await _started.Value;
        await RunAsync(fault, output, _postgres!, happen);
    }

    /// <summary>The same on a PostgreSQL that no other fault uses, for a fault of the whole server.</summary>
    internal async Task RunOnOwnPostgresAsync(string fault, ITestOutputHelper output, Func<FaultRun, Task> happen)
    {
        await _started.Value;
        await using var postgres = new ShopServer();
        await postgres.StartAsync();
        await RunAsync(fault, output, postgres, happen);
    }

    public async ValueTask DisposeAsync()
    {
        if (_kafka is not null)
            await _kafka.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Repairs what a failed fault has left broken, for the next one.</summary>
    private protected virtual Task RestoreAsync() => Task.CompletedTask;

    private Task StartAsync()
    {
        // Not in the constructor: the runner creates the lane also where no container engine answers.
        (_kafka, _postgres) = (new(), new());
        return Task.WhenAll(_kafka.StartAsync(), _postgres.StartAsync());
    }

    private async Task RunAsync(string fault, ITestOutputHelper output, ShopServer postgres, Func<FaultRun, Task> happen)
    {
        var timeline = new Timeline(fault, Seed, output);
        var random = new SeededRandom(Seed).Fork(fault, 0);
        await using var run = await FaultRun.PrepareAsync(this, postgres, Interlocked.Increment(ref _faults), timeline, random);
        try
        {
            await happen(run);
            await run.VerifyAsync();
        }
        catch
        {
            timeline.Step("FAILED");
            timeline.Report(run.Backlog.Peak, "FAILED");
            run.Programs.Dump(output);
            await RestoreAsync();
            throw;
        }
    }
}

/// <summary>The lane whose brokers are broken: one fault after another, because no two of its test classes run at once.</summary>
public sealed class BrokerLane : FaultLane
{
    /// <summary>Faults 5 to 8 count what is written while brokers are away.</summary>
    internal override int OrderRate => 250;

    private protected override Task RestoreAsync() => Kafka.RestoreAsync();
}

/// <summary>The lane whose brokers and PostgreSQL stay whole. The runner decides how many faults run at once.</summary>
public sealed class SharedLane : FaultLane
{
    /// <summary>Enough that every batch has several orders. More would only take processor time from the faults beside it.</summary>
    internal override int OrderRate => 100;
}

/// <summary>A fault at a load that leaves no processor time for others: it runs when they have ended.</summary>
[CollectionDefinition(nameof(AloneTests), DisableParallelization = true)]
public sealed class AloneTests;
