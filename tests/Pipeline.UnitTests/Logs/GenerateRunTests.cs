using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Generating;
using Pipeline.Streams.Faults;
using Pipeline.Testing.Logs;
using Pipeline.UnitTests.Simulation;

namespace Pipeline.UnitTests.Logs;

public sealed class GenerateRunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly WaitedTime _time = new();
    private readonly WatchedWriter _progress = new();

    public static TheoryData<string> Formats => [.. LineFormat.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Same_seed_gives_the_same_bytes_also_when_the_file_is_compressed(string format)
    {
        await RunAsync(("--output", Of("a.log")), ("--format", format), ("--count", "5000"));
        await RunAsync(("--output", Of("b.log.gz")), ("--format", format), ("--count", "5000"));
        await RunAsync(("--output", Of("c.log")), ("--format", format), ("--count", "5000"), ("--seed", "2"));

        Assert.Equal(5_000, Bytes("a.log").Count(static b => b == '\n'));
        Assert.Equal(Bytes("a.log"), LineFileTests.Unpacked(Of("b.log.gz")));
        Assert.NotEqual(Bytes("a.log"), Bytes("c.log"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("500")]
    [InlineData("64KiB")]
    [InlineData("1MB")]
    public async Task No_more_bytes_than_allowed_are_written_and_the_last_line_is_whole(string bytes)
    {
        await RunAsync(("--output", Of("all.log")), ("--count", "6000"));
        await RunAsync(("--output", Of("some.log")), ("--bytes", bytes));

        var (all, some) = (Bytes("all.log"), Bytes("some.log"));
        var max = GenerateOptionsTests.Read(("--bytes", bytes)).Bytes!.Value;
        Assert.Equal(all[..some.Length], some);
        // The next line would not have fitted.
        var next = Array.IndexOf(all, (byte)'\n', some.Length) + 1;
        Assert.True(some.Length <= max && next > max, $"{some.Length} bytes of {max}, {next} with another line");
        Assert.True(some.Length == 0 || some[^1] == '\n', "the last line is cut off");
    }

    [Theory]
    [InlineData("part.log", "40kB")]
    [InlineData("part.log", "100kB")]
    [InlineData("part.log.gz", "1MiB")]
    [InlineData("part", "64KiB")]
    public async Task The_files_of_a_split_are_joined_the_file_without_one(string name, string split)
    {
        await RunAsync(("--output", Of("all.log")), ("--count", "6000"));
        await RunAsync(("--output", Of(name)), ("--count", "6000"), ("--split", split));

        var names = Directory.GetFiles(_folder.Path, "part*").Order(StringComparer.Ordinal).ToList();
        var files = names.ConvertAll(Content);
        var max = GenerateOptionsTests.Read(("--split", split), ("--output", "x")).Split!.Value;
        Assert.Equal(
            Enumerable.Range(1, names.Count).Select(n => name.Contains('.') ? name.Replace(".log", $"-{n:0000}.log") : $"{name}-{n:0000}"),
            names.Select(Path.GetFileName));
        Assert.Equal(Bytes("all.log"), files.SelectMany(static f => f).ToArray());
        Assert.All(files, f => Assert.True(f.Length <= max && f[^1] == '\n', $"{f.Length} bytes"));
        // A file ends where the first line of the next one does not fit.
        Assert.All(files.Zip(files.Skip(1)), pair => Assert.True(pair.First.Length + Array.IndexOf(pair.Second, (byte)'\n') + 1 > max));
        Assert.Contains($"{names.Count} files, {names[0]} to {names[^1]}", _progress.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("40kB")]
    [InlineData(null)]
    public async Task A_file_without_a_line_replaces_an_existing_one_too(string? split)
    {
        var name = split is null ? "some.log" : "some-0001.log";
        await File.WriteAllTextAsync(Of(name), "old");
        await RunAsync(("--output", Of("some.log")), ("--bytes", "10"), ("--split", split));
        Assert.Empty(Bytes(name));
        Assert.Contains("generate: entries=0 bytes=0 ", _progress.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100", "10", 1_000)]
    [InlineData("333.3", "3", 1_000)]
    [InlineData("5000", "1.5", 7_500)]
    [InlineData("0.5", "10", 5)]
    public async Task A_rate_for_a_duration_gives_exactly_as_many_entries_in_that_time(string rate, string duration, int count)
    {
        await RunAsync(("--output", Of("a.log")), ("--rate", rate), ("--duration", duration), ("--start", "now"));

        var times = Lines("a.log").Select(static l => l.GetProperty("ts").GetDateTimeOffset()).ToList();
        Assert.Equal(count, times.Count);
        Assert.Equal(double.Parse(duration), _time.Elapsed.TotalSeconds, 0.002);
        Assert.Equal((count - 1) / double.Parse(rate), (times[^1] - times[0]).TotalSeconds, 0.002);
    }

    [Fact]
    public async Task A_rate_makes_a_compressed_file_no_larger()
    {
        await RunAsync(("--output", Of("fast.log.gz")), ("--count", "3000"), ("--step", "10ms"));
        await RunAsync(("--output", Of("slow.log.gz")), ("--count", "3000"), ("--rate", "100"));
        Assert.Equal(Bytes("fast.log.gz"), Bytes("slow.log.gz"));
    }

    [Fact]
    public async Task The_number_of_entries_per_second_is_printed_every_second()
    {
        await RunAsync(("--output", Of("a.log")), ("--rate", "1000"), ("--duration", "3.5"));
        var lines = _progress.ToString().Split(Environment.NewLine);
        Assert.Equal("member, order, payment, seed 1", lines[0]);
        Assert.Equal(
            ["Logs/sec: 1,000   entries: 1,000", "Logs/sec: 1,000   entries: 2,000", "Logs/sec: 1,000   entries: 3,000"], lines[1..4]);
        Assert.StartsWith("generate: entries=3500 bytes=", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_duration_without_a_rate_is_a_time_at_full_speed()
    {
        _time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
        await RunAsync(("--output", Of("a.log")), ("--duration", "20ms"));
        Assert.InRange(_time.Elapsed.TotalMilliseconds, 20, 25);
        Assert.InRange(Lines("a.log").Count, 256, 25 * 256);
    }

    [Fact]
    public async Task Entries_at_the_clock_have_its_time()
    {
        await RunAsync(("--output", Of("a.log")), ("--count", "10"), ("--seed", null));
        Assert.All(Lines("a.log"), l => Assert.Equal(_time.GetUtcNow(), l.GetProperty("ts").GetDateTimeOffset()));
    }

    [Theory]
    [InlineData("250us", "00:00:00.249")]
    [InlineData("3s", "00:49:57")]
    public async Task Simulated_time_goes_on_by_the_step(string step, string last)
    {
        await RunAsync(("--output", Of("a.log")), ("--count", "1000"), ("--step", step));
        var times = Lines("a.log").Select(static l => l.GetProperty("ts").GetDateTimeOffset()).ToList();
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), times[0]);
        Assert.Equal(TimeSpan.Parse(last), times[^1] - times[0]);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Simulated_time_ends_with_the_year_9999()
    {
        await RunAsync(("--output", Of("a.log")), ("--count", "1000"), ("--step", "87600h"));
        Assert.Equal("9999-12-31T23:59:59.999Z", Lines("a.log")[^1].GetProperty("ts").GetString());
    }

    [Theory]
    [InlineData("a.log")]
    [InlineData("a.log.gz")]
    public async Task Ctrl_C_ends_the_file_with_a_whole_line(string name)
    {
        using var stop = new CancellationTokenSource();
        _progress.Seen = () => stop.Cancel();
        await RunAsync(stop.Token, ("--output", Of(name)), ("--rate", "10000"));

        var bytes = Content(Of(name));
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.InRange(bytes.Length, 1_000_000, 3_000_000);
        var lines = bytes.Count(static b => b == '\n');
        Assert.Contains($"generate: entries={lines} bytes={bytes.Length} ", _progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_one_sentence()
    {
        var failure = await Assert.ThrowsAsync<StartupRefusedException>(
            () => RunAsync(("--output", "/dev/full"), ("--count", "10000")));
        Assert.Equal(
            "Cannot write to /dev/full (No space left on device : '/dev/full'): the file ends after 0 whole lines.", failure.Message);
    }

    [Fact]
    public async Task A_service_that_throws_is_one_sentence_and_the_lines_before_it_are_written()
    {
        var made = 0;
        var service = new ScriptedService(_ => made = made == 300 ? throw new InvalidDataException("No such user.") : made + 1);
        var options = GenerateOptionsTests.Read(("--output", Of("a.log")), ("--count", "1000")) with { Services = [service] };

        var failure = await Assert.ThrowsAsync<StartupRefusedException>(() => new GenerateRun(options, _progress, _time).RunAsync(Token));

        Assert.Equal("Service scripted failed at entry 300 (InvalidDataException: No such user).", failure.Message);
        Assert.Equal(300, Lines("a.log").Count);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named_before_anything_is_generated()
    {
        var failure = await Assert.ThrowsAsync<StartupRefusedException>(
            () => RunAsync(("--output", Of("none/a.log")), ("--rate", "0.001")));
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
        Assert.StartsWith($"Cannot write to {Of("none/a.log")} (", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("set --output to a file that can be written.", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Of(string name) => Path.Combine(_folder.Path, name);

    private static byte[] Content(string path) =>
        path.EndsWith(".gz", StringComparison.Ordinal) ? LineFileTests.Unpacked(path) : File.ReadAllBytes(path);

    private byte[] Bytes(string name) => File.ReadAllBytes(Of(name));

    private List<JsonElement> Lines(string name) =>
        [.. Encoding.UTF8.GetString(Bytes(name)).TrimEnd('\n').Split('\n').Select(static l => JsonDocument.Parse(l).RootElement)];

    private Task RunAsync(params (string Name, string? Value)[] given) => RunAsync(Token, given);

    private async Task RunAsync(CancellationToken stop, params (string Name, string? Value)[] given)
    {
        var options = GenerateOptionsTests.Read(given.Any(static o => o.Name == "--seed") ? given : [.. given, ("--seed", "1")]);
        Assert.Equal(0, await new GenerateRun(options, _progress, _time).RunAsync(stop));
    }

    /// <summary>Tells of each line with the number per second.</summary>
    private sealed class WatchedWriter() : StringWriter(CultureInfo.InvariantCulture)
    {
        public Action Seen { get; set; } = static () => { };

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.StartsWith("Logs/sec: ", StringComparison.Ordinal))
                Seen();
        }
    }
}
