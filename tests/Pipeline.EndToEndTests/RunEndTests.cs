namespace Pipeline.EndToEndTests;

/// <summary>How <c>make run</c> ends: whatever asks it to stop, and also when its verification fails.</summary>
public sealed class RunEndTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan End = TimeSpan.FromSeconds(120);

    private static readonly (string Name, string? Value)[] Small =
        [("SEED_USERS", "200"), ("SEED_PRODUCTS", "300"), ("ORDER_RATE", "100"), ("DASHBOARD_PORT", "0")];

    /// <summary>The environment can turn invariant globalization off. Two of these have another minus sign, one a decimal comma.</summary>
    [Theory]
    [InlineData("ar_EG")]
    [InlineData("fa_IR")]
    [InlineData("de_DE")]
    public async Task Users_locale_changes_nothing(string locale)
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path,
            [.. Small, ("DURATION", "2"), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "0"), ("LC_ALL", $"{locale}.UTF-8")]);
        var (exitCode, last) = await run.EndAsync(End);
        Assert.True(exitCode == 0, run.Output);
        Assert.StartsWith("verify: ok ", last, StringComparison.Ordinal);
        Assert.Matches("[0-9]\\.[0-9] per second$", run.Lines.Last(static l => l.StartsWith("  orders ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Closed_terminal_stops_verifies_and_prints_the_result()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(
            folder.Path, [.. Small, ("KAFKA_GROUP_PREFIX", "shop-1."), ("POSTGRES_POOL_SIZE", "30")]);
        await RunsAsync(run);
        run.Signal("HUP");
        var (exitCode, last) = await run.EndAsync(End);
        Assert.True(exitCode == 0, run.Output);
        Assert.StartsWith("verify: ok ", last, StringComparison.Ordinal);
        var status = run.Lines.Single(static l => l.Contains(": make status ", StringComparison.Ordinal));
        Assert.EndsWith(" KAFKA_GROUP_PREFIX=shop-1.", status, StringComparison.Ordinal);
        Assert.Contains(" POSTGRES_USER=postgres POSTGRES_DB=sesac_db ", status, StringComparison.Ordinal);
        Assert.Contains("without effect, because the embedded servers need their own values: POSTGRES_POOL_SIZE", run.Lines);
    }

    /// <summary>A shell stands for make: it is killed alone, and MAKELEVEL says that it was make.</summary>
    [Fact]
    public async Task Run_whose_make_is_killed_stops_and_verifies()
    {
        using var folder = new ScratchFolder();
        await using var make = RunningProgram.Start(
            folder.Path, "sh", ["-c", $"dotnet '{RunningProgram.BuiltPath("pipeline")}' run & wait"],
            [("KAFKA_BOOTSTRAP_SERVERS", null), ("POSTGRES_HOST", null), ("MAKELEVEL", "1"), .. Small]);
        await RunsAsync(make);
        make.Signal("KILL");
        // The output ends with the pipeline, which inherited it.
        var (_, last) = await make.EndAsync(End);
        Assert.StartsWith("verify: ok ", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verification_that_fails_says_one_sentence()
    {
        using var folder = new ScratchFolder();
        var spill = Directory.CreateDirectory(Path.Combine(folder.Path, "spill"));
        await using var run = PipelineRun.Start(folder.Path, [.. Small, ("VERIFY_FOLDER", spill.FullName)]);
        await RunsAsync(run);
        spill.Delete(recursive: true);
        run.Signal("TERM");
        Assert.Equal(1, (await run.EndAsync(End)).ExitCode);
        // A busy machine can add warnings about slow batches.
        var said = Assert.Single(run.StandardError, static line => !line.Contains(" warn: ", StringComparison.Ordinal));
        Assert.StartsWith("The verification cannot write its files", said, StringComparison.Ordinal);
    }

    private static Task<string> RunsAsync(RunningProgram run) =>
        run.LineAsync(static line => line.EndsWith("so far", StringComparison.Ordinal), Start);
}
