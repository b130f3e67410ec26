using Microsoft.EntityFrameworkCore;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Topics;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Streams;

/// <summary>
/// A new stream needs no change of the transport: <see cref="Review"/>, its context and its topics are in this assembly, and nothing
/// under src knows them. GUIDE/CUSTOMISE.md adds the same stream to the shop.
/// </summary>
public sealed class ReviewsTests(TestServers servers)
{
    private const string Settled = "SELECT coalesce(sum(next_offset - first_offset), 0)::bigint FROM consumer_progress";

    private static readonly Review[] Reviews =
    [
        .. Enumerable.Range(1, 30).Select(static n => new Review
        {
            ReviewId = $"r_{n}",
            ProductId = $"p_{n % 7}",
            Title = $"제목 {n}",
            Comment = n % 3 == 0 ? null : $"아주 좋아요 {n}",
            Stars = 1 + n % 5,
        }),
    ];

    [Fact]
    public async Task Stream_of_this_assembly_is_written_sent_and_stored()
    {
        await using var system = await ReviewSystem.StartAsync(servers);
        Assert.Empty(TopicGuard.Check(system.Topics.Connection, system.Settings.Kafka.DeclaredTopics, Eventually.Deadline));
        Review[] changed = [.. Reviews[..10].Select(r => r with { Stars = 5, Comment = null })];

        await system.OutboxWriter.WriteAsync(Reviews, Token);
        Assert.Equal(10, await system.OutboxWriter.UpdateAsync([.. Reviews.Zip(changed, (r, c) => new Change<Review>(r, c, 2))], Token));
        await using var member = new RunningMember(system.Database, system.Topics, ReviewSystem.Stream);
        await Eventually.EqualsAsync(40, () => system.Database.AskAsync<long>(Settled), "all events are settled");

        Assert.Equal(40, await system.Database.CountAsync("processed_events WHERE consumer_group = 'reviews-consumers'"));
        await using var context = await system.Contexts.CreateDbContextAsync(Token);
        foreach (var review in (Review[])[.. changed, .. Reviews[10..]])
            Assert.Equal(review, await context.Set<Review>().FindAsync([review.ReviewId], Token));
        Assert.Equal("verify: ok reviews=30 lost=0 duplicated=0 dead=0", (await system.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Its_rows_come_from_Kafka_alone_and_its_poison_is_dead_lettered_listed_and_replayed()
    {
        await using var system = await ReviewSystem.StartAsync(servers);
        await system.Database.ExecuteAsync("ALTER TABLE reviews ADD CONSTRAINT no_spam CHECK (title <> 'spam')");
        await system.StreamWriter.WriteAsync(Reviews[..20], Token);
        await system.StreamWriter.WriteAsync([Reviews[20] with { Title = "spam" }], Token);
        await system.Topics.SendRawAsync(ReviewSystem.Stream, 1, """
            {"event_type":"review_created","data":{"review_id":"r_99","product_id":"p_1","title":"홍길동","comment":null,"stars":6}}
            """u8.ToArray());
        await using var member = new RunningMember(system.Database, system.Topics, ReviewSystem.Stream);
        await Eventually.EqualsAsync(22, () => system.Database.AskAsync<long>(Settled), "all messages are settled");

        var report = await system.DeadLettersAsync();
        Assert.Equal(["reviews constraint 1", "reviews out_of_range 1"], report.Groups.Select(g => $"{g.Stream} {g.Reason} {g.Count}"));
        var poison = Assert.Single(report.Groups[1].Samples);
        Assert.Equal("stars", poison.Detail);
        Assert.Contains("\"product_id\":\"p_1\"", poison.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("홍길동", poison.Value, StringComparison.Ordinal);

        await system.Database.ExecuteAsync("ALTER TABLE reviews DROP CONSTRAINT no_spam");
        Assert.Equal(1, (await system.ReplayAsync("constraint")).Sent);

        await Eventually.EqualsAsync(21, () => system.Database.CountAsync("reviews"), "the replayed review is stored");
        Assert.Equal(["reviews out_of_range 1"], (await system.DeadLettersAsync()).Groups.Select(g => $"{g.Stream} {g.Reason} {g.Count}"));
        Assert.Equal("verify: ok reviews=21 lost=0 duplicated=0 dead=1", (await system.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Status_shows_its_partitions_and_its_flow()
    {
        await using var system = await ReviewSystem.StartAsync(servers);
        await system.StreamWriter.WriteAsync(Reviews, Token);
        await system.Topics.SendRawAsync(ReviewSystem.Stream, 1, "not json"u8.ToArray());
        await using var member = new RunningMember(system.Database, system.Topics, ReviewSystem.Stream);
        await Eventually.EqualsAsync(31, () => system.Database.AskAsync<long>(Settled), "all messages are settled");
        await using var reader = system.NewStatusReader();

        var status = await reader.ReadAsync(Token);

        var topic = system.Topics.Names.Of(ReviewSystem.Stream);
        var partitions = status.Partitions.Where(p => p.Topic == topic).ToList();
        Assert.Equal([0, 1, 2], partitions.Select(p => p.Partition));
        Assert.Equal((31, 30, 1), (partitions.Sum(p => p.LogEnd), partitions.Sum(p => p.Applied), partitions.Sum(p => p.DeadLettered)));
        var flow = Assert.Single(status.Streams, s => s.Topic == topic);
        Assert.Equal(("reviews-consumers", 0), (flow.Group, flow.Lag));
    }

    [Fact]
    public async Task Its_migration_has_the_columns_of_the_model()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        Assert.True(await SetUpAsync(database));
        Assert.False(await SetUpAsync(database));

        await using var context = ReviewContext.Migrations.NewContext(database.Source);
        Assert.Equal(ReviewContext.Migrations.Newest, context.Database.GetMigrations().Single());
        var modelled = context.Model.FindEntityType(typeof(Review))!.GetProperties();
        Assert.Equal(
            modelled.Select(p => $"{p.GetColumnName()} {p.GetColumnType()} {p.IsNullable}").Order(StringComparer.Ordinal),
            (await database.ListAsync<string>("""
                SELECT concat_ws(' ', column_name, data_type, CASE is_nullable WHEN 'YES' THEN 'True' ELSE 'False' END)
                FROM information_schema.columns WHERE table_name = 'reviews'
                """)).Order(StringComparer.Ordinal));
    }

    private static Task<bool> SetUpAsync(TestDatabase database) =>
        Postgres.Schema.SchemaSetup.ApplyAsync(database.Source, [ReviewContext.Migrations], TimeProvider.System, writes: true, Token);
}
