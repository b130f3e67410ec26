namespace Pipeline.EndToEndTests;

/// <summary><c>make music</c> without containers: simulated listeners on embedded parts.</summary>
public sealed class MusicRunTests
{
    private static readonly TimeSpan End = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Run_of_listeners_ends_by_itself_and_proves_that_each_acknowledged_event_counts_once()
    {
        using var folder = new ScratchFolder();
        await using var run = Start(folder.Path, ["--users", "300", "--rate", "400"], ("DURATION", "6"));
        var (exitCode, last) = await run.EndAsync(End);
        Assert.True(exitCode == 0, run.Output);
        var simulated = run.Lines.Single(static l => l.StartsWith("simulator: ok events=", StringComparison.Ordinal));
        Assert.StartsWith("simulator: ok events=2400 ", simulated, StringComparison.Ordinal);
        Assert.Equal("verify: ok listening_events=2400 lost=0 duplicated=0 dead=0", last);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder.Path, ".pipeline")));
    }

    [Theory]
    [InlineData("--speed max and rates above 5000 events/s", "--speed", "max")]
    [InlineData("--speed max and rates above 5000 events/s", "--rate", "5001")]
    public async Task A_rate_that_the_embedded_Kafka_does_not_keep_is_refused(string sentence, params string[] arguments)
    {
        using var folder = new ScratchFolder();
        await using var run = Start(folder.Path, arguments);
        var (exitCode, last) = await run.EndAsync(End);
        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_are_named_before_a_server_starts()
    {
        using var folder = new ScratchFolder();
        await using var run = Start(folder.Path, ["--users", "none", "--rate", "-1"]);
        Assert.Equal(2, (await run.EndAsync(End)).ExitCode);
        Assert.Equal(["--rate=-1", "--users=none"], run.Lines.Select(static l => l.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    private static RunningProgram Start(string folder, string[] arguments, params (string Name, string? Value)[] settings) =>
        RunningProgram.Start(
            folder, "dotnet", [RunningProgram.BuiltPath("pipeline"), "run", "music", .. arguments],
            [("KAFKA_BOOTSTRAP_SERVERS", null), ("POSTGRES_HOST", null), ("DASHBOARD_PORT", "0"), .. settings]);
}
