using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Programs;

/// <summary>Record batches that unpack to hundreds of times their size, read within the memory limits of the Compose file.</summary>
public sealed partial class LargeBatchTests(TestServers servers)
{
    private const int PerPartition = 100;

    /// <summary>As in the image; the heap has three quarters of a container's limit.</summary>
    private static readonly (string Name, string Value)[] Memory =
        [("MALLOC_ARENA_MAX", "2"), ("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];

    [Fact]
    public async Task Consumer_and_verify_stay_within_their_limits_and_every_message_is_dead_lettered()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Reads the memory of a process from /proc.");
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await SendAsync(topics);
        var environment = TestEnvironment.Of(database, topics);
        (environment["CONSUMER_TOPIC"], environment["HEALTH_PORT"]) = ("orders", "0");
        foreach (var (name, value) in Memory)
            environment[name] = value;

        environment["DOTNET_GCHeapHardLimit"] = "C000000";
        long peak = 0;
        await using (var consumer = RunningProgram.StartBuilt("Consumer", environment))
        {
            await Eventually.EqualsAsync(
                3 * PerPartition,
                async () =>
                {
                    peak = Math.Max(peak, PrivateMegabytes(consumer));
                    return await database.AskAsync<long>("SELECT coalesce(sum(dead_lettered), 0)::bigint FROM consumer_progress");
                },
                "all messages are dead-lettered");
            consumer.Terminate();
            Assert.Equal(0, await consumer.ExitAsync());
        }

        Assert.InRange(peak, 1, 255);
        environment["DOTNET_GCHeapHardLimit"] = "18000000";
        peak = 0;
        await using var verify = RunningProgram.StartBuilt("pipeline", environment, "verify");
        await Eventually.HoldsAsync("verify ends", () =>
        {
            peak = Math.Max(peak, verify.HasExited ? 0 : PrivateMegabytes(verify));
            return verify.HasExited;
        });
        Assert.Contains("dead=300", verify.Output, StringComparison.Ordinal);
        Assert.InRange(peak, 1, 511);
    }

    /// <summary>Sends batches of up to 25 messages of one letter, 900 kB each.</summary>
    private static async Task SendAsync(TestTopics topics)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(topics.Connection.Fill(new ProducerConfig
        {
            CompressionType = CompressionType.Lz4,
            LingerMs = 500,
            BatchSize = 25_000_000,
            MessageMaxBytes = 25_000_000,
        })).Build();
        var value = new byte[900_000];
        Array.Fill(value, (byte)'a');
        for (var partition = 0; partition < 3; partition++)
        {
            var target = new TopicPartition(topics.Names.Of(ShopStreams.Orders), partition);
            for (var sent = 0; sent < PerPartition; sent += 50)
            {
                await Task.WhenAll(Enumerable.Range(0, 50)
                    .Select(_ => producer.ProduceAsync(target, new() { Value = value }, Token)));
            }
        }
    }

    /// <summary>RssAnon of proc(5): the memory that is not mapped from files.</summary>
    private static long PrivateMegabytes(RunningProgram program)
    {
        var status = File.ReadAllText($"/proc/{program.Id}/status");
        return Private().Match(status) is { Success: true } match
            ? long.Parse(match.Groups["kB"].Value, CultureInfo.InvariantCulture) / 1024
            : 0;
    }

    [GeneratedRegex(@"^RssAnon:\s+(?<kB>[0-9]+) kB", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Private();
}
