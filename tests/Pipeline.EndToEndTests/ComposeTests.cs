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
            await MakeAsync(Short, "stop-consumers");
            await AllEndedInOrderAsync("producer", "orders-1", "orders-2", "orders-3");
        }
        finally
        {
            await MakeAsync(Short, "clean");
        }

        Assert.Empty(await ComposeAsync("ps", "--all", "--quiet"));
    }

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
