using Pipeline.IntegrationTests.Consuming;
using Pipeline.Operations.DeadLetters;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.DeadLetters;

/// <summary>Orders of which a rule of the database refuses some, and what is asked of their dead letters.</summary>
internal sealed class RefusedOrders(TestDatabase database, TestTopics topics)
{
    private const string Rule = "no_barter";

    public TestDatabase Database { get; } = database;

    public TestTopics Topics { get; } = topics;

    /// <summary>Lets the database refuse orders paid by barter.</summary>
    public Task RefuseAsync() =>
        Database.ExecuteAsync($"ALTER TABLE orders ADD CONSTRAINT {Rule} CHECK (payment_method <> 'barter') NOT VALID");

    public Task RemoveCauseAsync() => Database.ExecuteAsync($"ALTER TABLE orders DROP CONSTRAINT {Rule}");

    /// <summary>So many orders, of which every tenth is refused.</summary>
    public static EventMessage[] Events(int count) =>
    [
        .. new ShopSample(users: 100).Orders(count)
            .Select((o, i) => ShopSample.Event(i % 10 == 3 ? o with { PaymentMethod = "barter" } : o)),
    ];

    public RunningMember Member() => new(Database, Topics, ShopStreams.Orders);

    public async Task<DeadLetterReport> ReportAsync(int samples = 3)
    {
        using var box = new DeadLetterReader(TestEnvironment.Settings(Database, Topics).Kafka, Database.Source);
        return await DeadLetterReport.ReadAsync(box, samples, Token);
    }

    public async Task<(long Waiting, long Replayed)> WaitingAndReplayedAsync()
    {
        var report = await ReportAsync(samples: 0);
        return (report.Waiting, report.Replayed);
    }

    public async Task<ReplaySummary> ReplayAsync(ReplayOptions? options = null)
    {
        using var replayer = new DeadLetterReplayer(TestEnvironment.Settings(Database, Topics).Kafka, Database.Source);
        return await replayer.RunAsync(options ?? new(), Token);
    }

    public Task<long> DeadLetteredAsync() =>
        Database.AskAsync<long>("SELECT coalesce(sum(dead_lettered), 0)::bigint FROM consumer_progress");

    /// <summary>Messages in all partitions of the topic of orders.</summary>
    public long Messages() => Enumerable.Range(0, 3).Sum(p => Topics.End(ShopStreams.Orders, p).High);
}
