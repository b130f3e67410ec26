using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka.Producing;
using Pipeline.Kafka.Topics;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres.Outbox;
using Pipeline.Postgres.Schema;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Streams;

/// <summary>The shop with one more stream, which only this assembly knows: its database, topics, writers, relay and operations.</summary>
internal sealed class ReviewSystem : IAsyncDisposable
{
    private const string Declaration = """
        {
          "topics": [
            { "name": "users", "partitions": 3, "replication": 1, "config": {} },
            { "name": "products", "partitions": 3, "replication": 1, "config": {} },
            { "name": "orders", "partitions": 3, "replication": 1, "config": {} },
            {
              "name": "reviews", "group": "reviews-consumers", "deadLetters": "reviews.dlq",
              "partitions": 3, "replication": 1, "config": {}
            },
            { "name": "reviews.dlq", "partitions": 1, "replication": 1, "config": {} }
          ]
        }
        """;

    private static readonly PipelineDomain Domain = new(
        StreamRegistry.Of(typeof(ShopStreams).Assembly, typeof(Review).Assembly), [ShopContext.Migrations, ReviewContext.Migrations])
    {
        DeclareTopics = static (names, partitions) =>
        {
            using var json = new MemoryStream(Encoding.UTF8.GetBytes(Declaration));
            return TopicFile.Read(json, names, partitions);
        },
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly EventProducer _producer;
    private readonly Task _relay;

    private ReviewSystem(TestDatabase database, TestTopics topics)
    {
        (Database, Topics, Settings) = (database, topics, TestEnvironment.Settings(database, topics, Domain));
        _producer = new(topics.Connection, Settings.Kafka.Producer, topics.Names, NullLogger<EventProducer>.Instance);
        _relay = new OutboxRelay(database.Source, Domain.Streams, _producer, NullLogger<OutboxRelay>.Instance).RunAsync(_stop.Token);
    }

    public static StreamDefinition Stream => StreamDefinition.Of<Review>();

    public TestDatabase Database { get; }

    public TestTopics Topics { get; }

    public PipelineSettings Settings { get; }

    /// <summary>WRITE_MODE=outbox.</summary>
    public IRecordWriter OutboxWriter => new OutboxWriter<ReviewContext>(Contexts, publish: true, TimeProvider.System);

    /// <summary>WRITE_MODE=stream.</summary>
    public IRecordWriter StreamWriter => new Pipeline.Kafka.Producing.StreamWriter(_producer, TimeProvider.System);

    public IDbContextFactory<ReviewContext> Contexts => new PooledDbContextFactory<ReviewContext>(
        new DbContextOptionsBuilder<ReviewContext>()
            .UseNpgsql(Database.Source)
            .AddInterceptors(new OutboxInterceptor(Domain.Streams, publish: true, TimeProvider.System))
            .Options);

    /// <summary>Applies the migrations and starts the relay.</summary>
    public static async Task<ReviewSystem> StartAsync(TestServers servers)
    {
        var database = await servers.Postgres.DatabaseAsync(migrated: false);
        var topics = await servers.Kafka.TopicsAsync(streams: Domain.Streams);
        Assert.True(await SchemaSetup.ApplyAsync(database.Source, Domain.Migrations, TimeProvider.System, writes: true, Token));
        return new(database, topics);
    }

    public async Task<DeadLetterReport> DeadLettersAsync()
    {
        using var reader = new DeadLetterReader(Settings.Kafka, Database.Source);
        return await DeadLetterReport.ReadAsync(reader, samples: 3, Token);
    }

    public async Task<ReplaySummary> ReplayAsync(string reason)
    {
        using var replayer = new DeadLetterReplayer(Settings.Kafka, Database.Source);
        return await replayer.RunAsync(new() { Stream = Stream, Reason = reason }, Token);
    }

    public Task<VerificationReport> VerifyAsync() =>
        new PipelineVerifier(Settings.Kafka, Settings.Verify, Database.Source).RunAsync(Eventually.Deadline, Token);

    public StatusReader NewStatusReader() => new(
        Settings.Kafka, Settings.Postgres, new HttpReports([], Eventually.Deadline, TimeProvider.System), static e => e.Message,
        TimeProvider.System, Eventually.Deadline);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _relay.WaitAsync(Eventually.Deadline);
        _producer.Dispose();
        _stop.Dispose();
        await Topics.DisposeAsync();
        await Database.DisposeAsync();
    }
}
