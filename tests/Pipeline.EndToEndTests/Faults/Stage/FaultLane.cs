using System.Globalization;
using Pipeline.Simulation;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Three brokers and a PostgreSQL on which faults happen one after another, because the names of the consumer groups are
/// fixed. Lanes run beside each other where the machine has two cores for each; with less, ten programs, three brokers and a
/// database wait for a core longer than their time limits allow.
/// </summary>
public abstract class FaultLane : IAsyncLifetime
{
    private static readonly SemaphoreSlim Room = new(Math.Max(1, Environment.ProcessorCount / 2));

    private int _faults;

    /// <summary>FAULT_SEED, or the time: decides who is hit and when.</summary>
    internal long Seed { get; } = long.TryParse(
        Environment.GetEnvironmentVariable("FAULT_SEED"), CultureInfo.InvariantCulture,
        out var seed) ? seed : TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    internal KafkaCluster Kafka { get; } = new();

    internal ShopServer Postgres { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Room.WaitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Kafka.StartAsync(), Postgres.StartAsync());
    }

    /// <summary>
    /// One fault from its beginning to its end: topics, database and shop of its own, what the test does to them, and at the end
    /// the orderly stop and the complete verification. A failure prints seed, timeline and what the programs said.
    /// </summary>
    internal async Task RunAsync(string fault, ITestOutputHelper output, Func<FaultRun, Task> happen)
    {
        var timeline = new Timeline(fault, Seed, output);
        var random = new SeededRandom(Seed).Fork(fault, 0);
        await using var run = await FaultRun.PrepareAsync(this, Interlocked.Increment(ref _faults), timeline, random);
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
            // The next fault begins with servers that are whole.
            await Task.WhenAll(Kafka.RestoreAsync(), Postgres.RestoreAsync());
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        await Postgres.DisposeAsync();
        Room.Release();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The lane whose brokers are broken.</summary>
public sealed class BrokerLane : FaultLane;

/// <summary>The lane whose database, consumers and relays are broken.</summary>
public sealed class DatabaseLane : FaultLane;

[CollectionDefinition(nameof(BrokerLane))]
public sealed class BrokerLaneTests : ICollectionFixture<BrokerLane>;

[CollectionDefinition(nameof(DatabaseLane))]
public sealed class DatabaseLaneTests : ICollectionFixture<DatabaseLane>;
