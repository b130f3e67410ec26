using System.Text.Json;

namespace Pipeline.EndToEndTests;

/// <summary>
/// The container system as a user has it, by make targets alone. One test, because starting the system is the expensive part.
/// Not among the tests of `make test`: it takes the fixed ports, and ends with make clean.
/// </summary>
[Trait("Category", "Compose")]
[Collection(OneSystem.Name)]
public sealed class ComposeTests
{
    [Fact]
    public async Task System_starts_seeds_survives_killed_parts_and_loses_nothing()
    {
        var system = new ContainerSystem();
        try
        {
            await system.MakeAsync(ContainerSystem.Long, "start-all", "SEED_USERS=2000", "SEED_PRODUCTS=3000", "ORDER_RATE=200");
            var containers = await system.ContainersAsync();
            Assert.True(containers.Count >= 15, $"Fewer services than the system has:\n{string.Join('\n', containers)}");
            Assert.All(containers, c => Assert.Equal("healthy", Text(c, "Health")));
            var before = await system.VerifyAsync();
            Assert.Equal(2000, before["users"]);

            await system.ComposeAsync("kill", "orders-2");
            await system.ComposeAsync("kill", "kafka-2");
            var killed = await system.VerifyAsync();
            Assert.True(killed["orders"] > before["orders"], "Orders must go on while a broker and a consumer are away.");

            await system.ComposeAsync("start", "kafka-2", "orders-2");
            await system.ComposeAsync("kill", "postgres");
            await system.ComposeAsync("up", "--detach", "--wait", "--wait-timeout", "120", "postgres");
            var revived = await system.VerifyAsync();
            Assert.True(revived["orders"] >= killed["orders"], "A restart of the database must not lose committed orders.");

            await system.MakeAsync(ContainerSystem.Short, "stop-producer");
            await BrokenMessagesChangeNothingButTheDeadLettersAsync(system);
            await system.MakeAsync(ContainerSystem.Short, "stop-consumers");
            var ended = await system.ContainersAsync("producer", "orders-1", "orders-2", "orders-3");
            Assert.Equal(4, ended.Count);
            Assert.All(ended, c => Assert.Equal(0, c.GetProperty("ExitCode").GetInt32()));
        }
        finally
        {
            await system.MakeAsync(ContainerSystem.Short, "clean");
        }

        Assert.Empty(await system.ContainersAsync());
    }

    /// <summary>Typed into the console producer by somebody who knows no better.</summary>
    private static async Task BrokenMessagesChangeNothingButTheDeadLettersAsync(ContainerSystem system)
    {
        // The relay lives in the producer and the seeder: this sends what the stopped one had committed and not yet sent.
        await system.MakeAsync(ContainerSystem.Short, "seed", "SEED_USERS=0", "SEED_PRODUCTS=0");
        await system.VerifyAsync();
        var before = await ContentsAsync(system);
        foreach (var stream in ConsoleMessage.All.GroupBy(m => m.Stream, StringComparer.Ordinal))
            await TypeAsync(system, stream.Key, [.. stream.Select(m => m.Value)]);

        var after = await system.VerifyAsync();
        Assert.Equal(ConsoleMessage.All.Count, after["dead"]);
        Assert.Equal(before, await ContentsAsync(system));
        Assert.Equal(
            ConsoleMessage.All.CountBy(
                m => $"{m.Stream} {m.Reason}", StringComparer.Ordinal).Select(m => $"{m.Key} {m.Value}").Order(StringComparer.Ordinal),
            (await DeadLettersAsync(system, "count")).Order(StringComparer.Ordinal));

        Assert.Contains(
            "dry run: 24 letters would be sent again", await system.MakeAsync(ContainerSystem.Short, "dlq-replay", "DRY_RUN=1"),
            StringComparison.Ordinal);
        Assert.Contains(
            "sent again: 1 of 1 letters", await system.MakeAsync(ContainerSystem.Short, "dlq-replay", "REASON=too_deep"),
            StringComparison.Ordinal);
        await system.VerifyAsync();
        Assert.Contains("users too_deep 1", await DeadLettersAsync(system, "returned"));
        Assert.Equal(before, await ContentsAsync(system));
    }

    /// <summary>Values longer than a command line takes go through a file.</summary>
    private static async Task TypeAsync(ContainerSystem system, string topic, string[] values)
    {
        const string separator = ";;";
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "typed");
        await File.WriteAllLinesAsync(file, values.Select(v => $"k{separator}{v}"), TestContext.Current.CancellationToken);
        await system.ComposeAsync("cp", file, "kafka-1:/tmp/typed");
        // Its own JVM beside the broker's, within the container's memory. Compressed, so that the brokers take even what we do not.
        await system.ComposeAsync(
            "exec", "-T", "--env", "KAFKA_HEAP_OPTS=-Xmx128m", "kafka-1", "sh", "-c",
            $"/opt/kafka/bin/kafka-console-producer.sh --bootstrap-server kafka-1:19092 --topic {topic} --compression-codec lz4"
            + " --command-property max.request.size=4000000 --command-property buffer.memory=8000000"
            + $" --reader-property parse.key=true --reader-property key.separator='{separator}' --reader-property "
            + $"null.marker={ConsoleMessage.Null} < /tmp/typed");
    }

    /// <summary>Stream, reason and a number of each group that <c>make dlq</c> shows.</summary>
    private static async Task<List<string>> DeadLettersAsync(ContainerSystem system, string number)
    {
        var output = await system.MakeAsync(ContainerSystem.Short, "dlq", "ARGS=--json");
        using var json = JsonDocument.Parse(output[output.IndexOf("{\n", StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);
        return [.. json.RootElement.GetProperty("groups").EnumerateArray()
            .Select(
                g => $"{g.GetProperty("stream").GetString()} {g.GetProperty("reason").GetString()} {g.GetProperty(number).GetInt64()}")];
    }

    /// <summary>Everything that an event can have an effect on, as one line.</summary>
    private static Task<string> ContentsAsync(ContainerSystem system) => system.ComposeAsync(
        "exec", "-T", "postgres", "sh", "-c",
        """
        psql -v ON_ERROR_STOP=1 -At -U "$POSTGRES_USER" "$POSTGRES_DB" -c "
        SELECT (SELECT md5(string_agg(t::text, ',' ORDER BY user_id)) FROM users t),
               (SELECT md5(string_agg(t::text, ',' ORDER BY product_id)) FROM products t),
               (SELECT md5(string_agg(t::text, ',' ORDER BY order_id)) FROM orders t),
               (SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM order_totals t),
               (SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM processed_events t),
               (SELECT sum(applied) FROM consumer_progress)"
        """);

    private static string? Text(JsonElement container, string name) => container.GetProperty(name).GetString();
}
