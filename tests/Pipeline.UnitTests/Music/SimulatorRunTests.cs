using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Music.Running;
using Pipeline.Music.Simulating;
using Pipeline.UnitTests.Simulation;

namespace Pipeline.UnitTests.Music;

public sealed class SimulatorRunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task A_run_at_full_speed_writes_the_simulation_and_reports_it()
    {
        var path = Path.Combine(_folder.Path, "events.jsonl");
        var (exitCode, output) = await RunAsync(
            ("--output", path), ("--users", "500"), ("--duration", "60"), ("--speed", "max"), ("--seed", "42"));

        var expected = MusicSample.Lines(MusicSample.Setup(500), TimeSpan.FromHours(1));
        Assert.Equal(expected, await File.ReadAllTextAsync(path, Token));
        Assert.Equal(0, exitCode);
        var lines = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            "500 listeners, 60 simulated minutes, as fast as possible; to repeat the events: --seed 42 --start 2026-03-02T10:00:00Z",
            lines[0]);
        Assert.Equal(expected.Split('\n')[..3], lines[2..5]);
        Assert.StartsWith("500 events, ", lines[5], StringComparison.Ordinal);
        var count = expected.Count(static c => c == '\n');
        Assert.Equal($"simulator: ok events={count} file={count}", lines[^1]);
        Assert.Contains("pages          Home ", output, StringComparison.Ordinal);
        Assert.Contains("mainstream     chart ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_file_unpacks_to_the_plain_one()
    {
        var (plain, packed) = (Path.Combine(_folder.Path, "a.jsonl"), Path.Combine(_folder.Path, "a.jsonl.gz"));
        foreach (var path in new[] { plain, packed })
            await RunAsync(("--output", path), ("--users", "300"), ("--duration", "120"), ("--speed", "max"), ("--seed", "42"));

        Assert.Equal(await File.ReadAllBytesAsync(plain, Token), LineFileTests.Unpacked(packed));
        Assert.True(new FileInfo(packed).Length < new FileInfo(plain).Length / 4);
    }

    [Fact]
    public async Task With_a_rate_the_duration_is_a_number_of_events()
    {
        var path = Path.Combine(_folder.Path, "events.jsonl");
        var (_, output) = await RunAsync(
            ("--output", path), ("--users", "50"), ("--duration", "0.01"), ("--rate", "5000"), ("--seed", "42"));

        Assert.Contains("simulator: ok events=3000 file=3000", output, StringComparison.Ordinal);
        Assert.Equal(3000, File.ReadLines(path).Count());
    }

    [Fact]
    public async Task A_continuous_run_ends_after_ten_simulated_years()
    {
        var path = Path.Combine(_folder.Path, "events.jsonl");
        var (exitCode, output) = await RunAsync(
            ("--output", path), ("--users", "1"), ("--continuous", "true"), ("--speed", "max"), ("--seed", "42"));

        Assert.Equal(0, exitCode);
        Assert.Contains("simulator: ok", output, StringComparison.Ordinal);
        var times = File.ReadLines(path).Select(static l => JsonDocument.Parse(l).RootElement.GetProperty("ts").GetInt64()).ToList();
        Assert.Equal(times.Order(), times);
        var years = TimeSpan.FromMilliseconds(times[^1] - SimulatorOptions.SeededStart.ToUnixTimeMilliseconds()).TotalDays / 365;
        Assert.InRange(years, 9.9, 10);
    }

    [Theory]
    [InlineData("events.jsonl")]
    [InlineData("events.jsonl.gz")]
    public async Task A_stopped_run_ends_the_file_with_a_whole_line(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        using var stop = new CancellationTokenSource();
        var output = new WatchedWriter(" active listeners, ", stop.Cancel);
        var options = SimulatorOptionsTests.Read(("--output", path), ("--continuous", "true"), ("--speed", "max"), ("--seed", "42"));

        var exitCode = await new SimulatorRun(options, output, isTerminal: true, TimeProvider.System).RunAsync(stop.Token);

        Assert.Equal(0, exitCode);
        var bytes = name.EndsWith("gz", StringComparison.Ordinal)
            ? LineFileTests.Unpacked(path)
            : await File.ReadAllBytesAsync(path, Token);
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.Contains($"file={bytes.Count(static b => b == '\n')}", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_one_sentence_and_changes_the_exit_code()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full.");
        var (exitCode, output) = await RunAsync(("--output", "/dev/full"), ("--duration", "5"), ("--speed", "max"), ("--seed", "42"));

        Assert.Equal(1, exitCode);
        Assert.EndsWith(" file=0", output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("simulator: FAILED events=", output, StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_speed_events_are_due_at_their_simulated_time()
    {
        var time = new FakeTimeProvider();
        var pace = new RunPace(60, null, 1_000_000, time);
        Assert.Equal((1_000_000, 500), pace.Due(500));

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((1_120_000, 500), pace.Due(500));
        Assert.Equal(TimeSpan.FromSeconds(2), pace.Elapsed);
    }

    [Fact]
    public void At_a_rate_a_number_of_events_is_due()
    {
        var time = new FakeTimeProvider();
        var pace = new RunPace(null, 100, 0, time);
        Assert.Equal(0, pace.Due(500).Max);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([60, 40, 0], [pace.Due(60).Max, pace.Due(60).Max, pace.Due(60).Max]);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int ExitCode, string Output)> RunAsync(params (string Name, string Value)[] given)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        var run = new SimulatorRun(SimulatorOptionsTests.Read(given), output, isTerminal: false, TimeProvider.System);
        return (await run.RunAsync(Token), output.ToString());
    }

    /// <summary>Calls back whenever the text is written.</summary>
    private sealed class WatchedWriter(string text, Action seen) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
                seen();
        }
    }
}
