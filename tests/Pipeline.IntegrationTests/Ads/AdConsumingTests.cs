using Avro.Generic;
using Confluent.Kafka;
using Pipeline.Ads.Records;
using Pipeline.Ads.Schema;
using Pipeline.Domains;
using Pipeline.Embedded.Registry;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Schemas;
using Pipeline.Operations.Verification;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.IntegrationTests.Ads;

/// <summary>Avro messages from the topic to the table and its windows, with a registry that can be down.</summary>
public sealed class AdConsumingTests(TestServers servers) : IDisposable
{
    private const string Settled = "SELECT coalesce(sum(next_offset - first_offset), 0)::bigint FROM consumer_progress";

    private EmbeddedRegistry _registry = EmbeddedRegistry.Start();

    private static StreamDefinition Stream => AdStreams.Events;

    public void Dispose() => _registry.Dispose();

    [Fact]
    public async Task Each_impression_counts_once_and_windows_equal_a_group_by_over_the_rows_also_after_late_events()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var schemaId = await RegisterAsync(topics);
        using var schemas = NewSchemas();
        await using (new RunningMember(database, topics, Stream, schemas: schemas))
        {
            // Twice 300 rows of an hour and a quarter, then late ones of its beginning, and one row in each message twice.
            await SendAsync(topics, schemaId, Enumerable.Range(0, 600).Concat([7, 8, 9]).Select(i => Row(i, minutes: i % 75)));
            await Eventually.EqualsAsync(603, () => database.AskAsync<long>(Settled), "all messages are settled");
            await SendAsync(topics, schemaId, Enumerable.Range(600, 50).Select(static i => Row(i, minutes: 2)));
            await Eventually.EqualsAsync(653, () => database.AskAsync<long>(Settled), "the late messages are settled");
        }

        Assert.Equal(650, await database.CountAsync("ad_events"));
        Assert.Equal(650, await database.CountAsync("processed_events_derived"));
        foreach (var width in (int[])[1, 5])
        {
            var grouped = await database.ListAsync<string>($"""
                SELECT concat_ws('|', date_bin('{width} minutes', event_time, '1900-01-01 00:00:00Z'), site_category, banner_pos,
                    device_type, count(*), sum(click), round(sum(click)::numeric / count(*), 6))
                FROM ad_events
                GROUP BY date_bin('{width} minutes', event_time, '1900-01-01 00:00:00Z'), site_category, banner_pos, device_type ORDER BY 1
                """);
            Assert.Equal(grouped, await database.ListAsync<string>($"""
                SELECT concat_ws('|', window_start, site_category, banner_pos, device_type, impressions, clicks, ctr)
                FROM ad_ctr_{width}m ORDER BY 1
                """));
            Assert.True(grouped.Count > 75 / width, $"{grouped.Count} windows of {width} minutes");
        }

        Assert.Equal("verify: ok ad_events=650 lost=0 duplicated=0 dead=0", (await VerifyAsync(database, topics)).Line);
    }

    [Fact]
    public async Task Values_that_cannot_be_decoded_are_dead_lettered_with_their_reason_and_the_others_stored()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var schemaId = await RegisterAsync(topics);
        var good = AdMessages.Framed(AdMessages.Record(), schemaId);
        await topics.SendRawAsync(
            Stream, 0, null, "{}"u8.ToArray(), AdMessages.Framed(AdMessages.Record(), 4711), [.. good, 0], good[..^1], good);
        using var schemas = NewSchemas();
        await using (new RunningMember(database, topics, Stream, schemas: schemas))
            await Eventually.EqualsAsync(6, () => database.AskAsync<long>(Settled), "all messages are settled");

        Assert.Equal(
            ["empty", "no_magic_byte", "not_avro", "trailing_bytes", "unknown_schema"],
            topics.Read(topics.Names.DeadLettersOf(Stream))
                .Select(static m => System.Text.Encoding.UTF8.GetString(m.Message.Headers.GetLastBytes("dlq-reason")))
                .Order(StringComparer.Ordinal));
        Assert.Equal("verify: ok ad_events=1 lost=0 duplicated=0 dead=5", (await VerifyAsync(database, topics)).Line);
    }

    [Fact]
    public async Task A_registry_that_is_down_makes_no_message_poison_and_delays_only_unknown_schemas()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var schemaId = await RegisterAsync(topics);
        _registry.Dispose();
        using var schemas = NewSchemas();
        await SendAsync(topics, schemaId, Enumerable.Range(0, 100).Select(static i => Row(i, minutes: 0)));
        await using var member = new RunningMember(database, topics, Stream, schemas: schemas);
        await Eventually.HoldsAsync("a partition waits for the registry", () =>
            member.Log.Contain("until the schema registry answers"));
        Assert.Equal(0, await database.CountAsync("ad_events"));

        _registry = _registry.Restart();

        await Eventually.EqualsAsync(100, () => database.CountAsync("ad_events"), "the registry answers and all messages are stored");
        _registry.Dispose();
        await SendAsync(topics, schemaId, Enumerable.Range(100, 100).Select(static i => Row(i, minutes: 0)));
        await Eventually.EqualsAsync(200, () => database.CountAsync("ad_events"), "known schemas need no registry");
        Assert.Empty(topics.Read(topics.Names.DeadLettersOf(Stream)));
    }

    private RegistrySchemas NewSchemas() =>
        new(new() { Url = _registry.Url }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    private async Task<int> RegisterAsync(TestTopics topics)
    {
        var options = new RegistryOptions { Url = _registry.Url };
        await AdSchema.RegisterAsync(options, topics.Names.Of(Stream), AdSchema.Text);
        return await AdSchema.FindAsync(options, topics.Names.Of(Stream));
    }

    private async Task<VerificationReport> VerifyAsync(TestDatabase database, TestTopics topics)
    {
        var settings = TestEnvironment.Settings(database, topics, AllDomains.Joined);
        return await new PipelineVerifier(
            settings.Kafka with { SchemaRegistry = new() { Url = _registry.Url } }, settings.Verify, database.Source)
            .RunAsync(Eventually.Deadline, Token);
    }

    private static GenericRecord Row(int number, int minutes) => AdMessages.Record($"{1_000_000_000_000_000_000 + number}", r =>
    {
        r.Add("click", number % 6 == 0 ? 1 : 0);
        r.Add("site_category", number % 4 == 0 ? null : $"c{number % 3}");
        r.Add("banner_pos", number % 5 == 0 ? null : number % 2);
        r.Add("device_type", number % 2);
        r.Add("timestamp", new DateTimeOffset(AdMessages.Hour.AddMinutes(minutes).AddSeconds(number % 60)).ToUnixTimeMilliseconds());
    });

    private static async Task SendAsync(TestTopics topics, int schemaId, IEnumerable<GenericRecord> records)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(topics.Connection.Fill(new ProducerConfig { Acks = Acks.All }))
            .SetLogHandler(static (_, _) => { }).Build();
        await Task.WhenAll(records.Select(r => producer.ProduceAsync(
            topics.Names.Of(Stream), new() { Key = AdMessages.Key(r), Value = AdMessages.Framed(r, schemaId) })));
    }
}
