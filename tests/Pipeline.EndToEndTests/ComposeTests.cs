using System.Text.Json;

namespace Pipeline.EndToEndTests;

/// <summary>
/// The 17-container system as a user has it, by make targets alone. One test, because there is one such system on a machine and
/// starting it is the expensive part. Not among the tests of `make test`: it takes the fixed ports, and ends with make clean.
/// </summary>
[Trait("Category", "Compose")]
public sealed class ComposeTests
{
    private static readonly string Root = FindRoot();
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task System_starts_seeds_survives_killed_parts_and_loses_nothing()
    {
        try
        {
            await MakeAsync(Long, "start-all", "SEED_USERS=2000", "SEED_PRODUCTS=3000", "ORDER_RATE=200");
            await AllHealthyAsync();
            var before = await VerifyAsync();
            Assert.Equal(2000, before["users"]);

            await ComposeAsync("kill", "orders-2");
            await ComposeAsync("kill", "kafka-2");
            var killed = await VerifyAsync();
            Assert.True(killed["orders"] > before["orders"], "Orders must go on while a broker and a consumer are away.");

            await ComposeAsync("start", "kafka-2", "orders-2");
            await ComposeAsync("kill", "postgres");
            await ComposeAsync("up", "--detach", "--wait", "--wait-timeout", "120", "postgres");
            var revived = await VerifyAsync();
            Assert.True(revived["orders"] >= killed["orders"], "A restart of the database must not lose committed orders.");

            await MakeAsync(Short, "stop-producer");
            await BrokenMessagesChangeNothingButTheDeadLettersAsync();
            await MakeAsync(Short, "stop-consumers");
            await AllEndedInOrderAsync("producer", "orders-1", "orders-2", "orders-3");
        }
        finally
        {
            await MakeAsync(Short, "clean");
        }

        Assert.Empty(await ComposeAsync("ps", "--all", "--quiet"));
    }

    /// <summary>Typed into the console producer by somebody who knows no better.</summary>
    private static async Task BrokenMessagesChangeNothingButTheDeadLettersAsync()
    {
        await VerifyAsync();
        var before = await ContentsAsync();
        foreach (var stream in ConsoleMessage.All.GroupBy(m => m.Stream, StringComparer.Ordinal))
            await TypeAsync(stream.Key, [.. stream.Select(m => m.Value)]);

        var after = await VerifyAsync();
        Assert.Equal(ConsoleMessage.All.Count, after["dead"]);
        Assert.Equal(before, await ContentsAsync());
        Assert.Equal(
            ConsoleMessage.All.CountBy(m => $"{m.Stream} {m.Reason}", StringComparer.Ordinal).Select(m => $"{m.Key} {m.Value}").Order(StringComparer.Ordinal),
            (await DeadLettersAsync("count")).Order(StringComparer.Ordinal));

        Assert.Contains("dry run: 24 letters would be sent again", await MakeAsync(Short, "dlq-replay", "DRY_RUN=1"), StringComparison.Ordinal);
        Assert.Contains("sent again: 1 of 1 letters", await MakeAsync(Short, "dlq-replay", "REASON=too_deep"), StringComparison.Ordinal);
        await VerifyAsync();
        Assert.Contains("users too_deep 1", await DeadLettersAsync("returned"));
        Assert.Equal(before, await ContentsAsync());
    }

    /// <summary>Values longer than a command line takes go through a file.</summary>
    private static async Task TypeAsync(string topic, string[] values)
    {
        const string separator = ";;";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, values.Select(v => $"k{separator}{v}"), TestContext.Current.CancellationToken);
            await ComposeAsync("cp", file, "kafka-1:/tmp/typed");
            // Its own JVM beside the broker's, within the container's memory. Compressed, so that the brokers take even what we do not.
            await ComposeAsync(
                "exec", "-T", "--env", "KAFKA_HEAP_OPTS=-Xmx128m", "kafka-1", "sh", "-c",
                $"/opt/kafka/bin/kafka-console-producer.sh --bootstrap-server kafka-1:19092 --topic {topic} --compression-codec lz4"
                + " --command-property max.request.size=4000000 --command-property buffer.memory=8000000"
                + $" --reader-property parse.key=true --reader-property key.separator='{separator}' --reader-property null.marker={ConsoleMessage.Null} < /tmp/typed");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Stream, reason and a number of each group that <c>make dlq</c> shows.</summary>
    private static async Task<List<string>> DeadLettersAsync(string number)
    {
        var output = await MakeAsync(Short, "dlq", "ARGS=--json");
        using var json = JsonDocument.Parse(output[output.IndexOf("{\n", StringComparison.Ordinal)..(output.LastIndexOf('}') + 1)]);
        return [.. json.RootElement.GetProperty("groups").EnumerateArray()
            .Select(g => $"{g.GetProperty("stream").GetString()} {g.GetProperty("reason").GetString()} {g.GetProperty(number).GetInt64()}")];
    }

    /// <summary>Everything that an event can have an effect on, as one line.</summary>
    private static Task<string> ContentsAsync() => ComposeAsync(
        "exec", "-T", "postgres", "sh", "-c",
        """
        psql -v ON_ERROR_STOP=1 -At -U "$POSTGRES_USER" "$POSTGRES_DB" -c "
        SELECT (SELECT md5(string_agg(t::text, ',' ORDER BY user_id)) FROM users t), (SELECT md5(string_agg(t::text, ',' ORDER BY product_id)) FROM products t),
               (SELECT md5(string_agg(t::text, ',' ORDER BY order_id)) FROM orders t), (SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM order_totals t),
               (SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM processed_events t), (SELECT sum(applied) FROM consumer_progress)"
        """);

    private static async Task<Dictionary<string, long>> VerifyAsync()
    {
        var output = await MakeAsync(Short, "verify");
        return PipelineRun.Numbers(Assert.Single(output.Split('\n'), line => line.StartsWith("verify: ok ", StringComparison.Ordinal)));
    }

    private static async Task AllHealthyAsync()
    {
        var lines = (await ComposeAsync("ps", "--format", "json")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length >= 14, $"Fewer services than the system has:\n{string.Join('\n', lines)}");
        Assert.All(lines, line => Assert.Contains("\"Health\":\"healthy\"", line, StringComparison.Ordinal));
    }

    private static async Task AllEndedInOrderAsync(params string[] services)
    {
        foreach (var line in (await ComposeAsync(["ps", "--all", "--format", "json", .. services])).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(0, json.RootElement.GetProperty("ExitCode").GetInt32());
        }
    }

    private static Task<string> MakeAsync(TimeSpan deadline, params string[] arguments) => SucceedAsync("make", arguments, deadline);

    private static Task<string> ComposeAsync(params string[] arguments) => SucceedAsync(Path.Combine(Root, "dc.sh"), arguments, Short);

    private static async Task<string> SucceedAsync(string program, string[] arguments, TimeSpan deadline)
    {
        // As typed in a shell of its own: the tests may themselves have been started by make, whose arguments are not for this one.
        await using var running = RunningProgram.Start(
            Root, program, arguments, ("MAKEFLAGS", null), ("MFLAGS", null), ("MAKELEVEL", null), ("ARGS", null));
        var (exitCode, _) = await running.EndAsync(deadline);
        Assert.True(exitCode == 0, $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {exitCode}:\n{running.Output}");
        return running.Output;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
