using System.Text.Json;

namespace Pipeline.EndToEndTests;

/// <summary>What holds for the container system, plain or secure, by make targets alone.</summary>
internal static class SystemProofs
{
    /// <summary>A broker, a consumer and the database are killed and come back; orders go on and nothing is lost.</summary>
    public static async Task SurvivesKilledPartsAsync(ContainerSystem system)
    {
        var containers = await system.ContainersAsync();
        Assert.True(containers.Count >= 15, $"Fewer services than the system has:\n{string.Join('\n', containers)}");
        Assert.All(containers, c => Assert.Equal("healthy", Text(c, "Health")));
        var before = await system.VerifyAsync();

        await system.ComposeAsync("kill", "orders-2");
        await system.ComposeAsync("kill", "kafka-2");
        var killed = await system.VerifyAsync();
        Assert.True(killed["orders"] > before["orders"], "Orders must go on while a broker and a consumer are away.");

        await system.ComposeAsync("start", "kafka-2", "orders-2");
        await system.ComposeAsync("kill", "postgres");
        await system.ComposeAsync("up", "--detach", "--wait", "--wait-timeout", "120", "postgres");
        var revived = await system.VerifyAsync();
        Assert.True(revived["orders"] >= killed["orders"], "A restart of the database must not lose committed orders.");
    }

    /// <summary>The producer is stopped, broken messages come, then the consumers are stopped: all end with 0.</summary>
    /// <param name="system">The system, which runs.</param>
    /// <param name="send">Puts values into a topic; null is no value.</param>
    public static async Task BrokenMessagesChangeNothingAndProgramsEndWellAsync(
        ContainerSystem system, Func<string, IReadOnlyList<string?>, Task> send)
    {
        await system.MakeAsync(ContainerSystem.Short, "stop-producer");
        await BrokenMessagesChangeNothingButTheDeadLettersAsync(system, send);
        await system.MakeAsync(ContainerSystem.Short, "stop-consumers");
        var ended = await system.ContainersAsync("producer", "orders-1", "orders-2", "orders-3");
        Assert.Equal(4, ended.Count);
        Assert.All(ended, c => Assert.Equal(0, c.GetProperty("ExitCode").GetInt32()));
    }

    private static async Task BrokenMessagesChangeNothingButTheDeadLettersAsync(
        ContainerSystem system, Func<string, IReadOnlyList<string?>, Task> send)
    {
        // The relay lives in the producer and the seeder: this sends what the stopped one had committed and not yet sent.
        await system.MakeAsync(ContainerSystem.Short, "seed", "SEED_USERS=0", "SEED_PRODUCTS=0");
        var dead = (await system.VerifyAsync())["dead"];
        var before = await ContentsAsync(system);
        var letters = await DeadLettersAsync(system, "count");
        foreach (var stream in ConsoleMessage.All.GroupBy(m => m.Stream, StringComparer.Ordinal))
            await send(stream.Key, [.. stream.Select(m => m.Value == ConsoleMessage.Null ? null : m.Value)]);

        var after = await system.VerifyAsync();
        Assert.Equal(dead + ConsoleMessage.All.Count, after["dead"]);
        Assert.Equal(before, await ContentsAsync(system));
        foreach (var (group, count) in ConsoleMessage.All.CountBy(m => $"{m.Stream} {m.Reason}", StringComparer.Ordinal))
            letters[group] = letters.GetValueOrDefault(group) + count;
        Assert.Equal(
            letters.OrderBy(l => l.Key, StringComparer.Ordinal),
            (await DeadLettersAsync(system, "count")).OrderBy(l => l.Key, StringComparer.Ordinal));

        Assert.Contains(
            $"dry run: {after["dead"]} dead letters would be sent again",
            await system.MakeAsync(ContainerSystem.Short, "dlq-replay", "DRY_RUN=1"), StringComparison.Ordinal);
        Assert.Contains(
            "sent again: 1 of 1 dead letters",
            await system.MakeAsync(ContainerSystem.Short, "dlq-replay", "REASON=too_deep"), StringComparison.Ordinal);
        await system.VerifyAsync();
        Assert.Equal(1, (await DeadLettersAsync(system, "returned"))["users too_deep"]);
        Assert.Equal(before, await ContentsAsync(system));
    }

    /// <summary>A number of each group that <c>make dlq</c> shows, by stream and reason.</summary>
    private static async Task<Dictionary<string, long>> DeadLettersAsync(ContainerSystem system, string number)
    {
        var output = await system.MakeAsync(ContainerSystem.Short, "dlq", "ARGS=--json");
        using var json = JsonDocument.Parse(output[output.IndexOf("{\n", StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);
        return json.RootElement.GetProperty("groups").EnumerateArray().ToDictionary(
            g => $"{g.GetProperty("stream").GetString()} {g.GetProperty("reason").GetString()}",
            g => g.GetProperty(number).GetInt64(), StringComparer.Ordinal);
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
