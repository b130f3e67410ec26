using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Sequences;
using Pipeline.Testing.Logs;

namespace Pipeline.UnitTests.Logs;

/// <summary>The parsers of other formats than JSON are in the integration tests.</summary>
public sealed class LineFormatTests
{
    private static readonly long First = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static TheoryData<string> Formats => [.. LineFormat.Names];

    public static TheoryData<string> Texts => [.. HostileTexts.Names];

    public static TheoryData<string, string> HostileFormats =>
        new(LineFormat.Names.SelectMany(static _ => HostileTexts.Names, static (format, text) => (format, text)));

    [Fact]
    public void Six_formats_are_found_by_their_names_and_no_others()
    {
        Assert.Equal(["json", "logfmt", "apache-common", "apache-combined", "nginx", "syslog-rfc5424"], LineFormat.Names);
        Assert.All(["", "JSON", "json ", "xml", "\0"], static name => Assert.Null(LineFormat.Find(name)));
    }

    [Fact]
    public void Every_field_of_a_JSON_line_is_that_of_the_entry() => Assert.All(
        Strict.GetString(LogSample.Lines("json", 3_000)).TrimEnd('\n').Split('\n').Zip(LogSample.Entries(3_000)), static pair =>
        {
            var (line, entry) = pair;
            using var json = JsonDocument.Parse(line);
            Assert.Equal(
                [
                    ("ts", Iso(entry.Time)), ("level", entry.Level.ToString().ToUpperInvariant()), ("service", entry.Service),
                    ("trace_id", $"{entry.Trace.High:x16}{entry.Trace.Low:x16}"), ("user_id", entry.User.ToString()),
                    ("method", entry.Method.ToString().ToUpperInvariant()), ("path", entry.Path), ("status", entry.Status.ToString()),
                    ("latency_ms", entry.LatencyMs.ToString()), ("message", entry.Message),
                ],
                json.RootElement.EnumerateObject().Select(static p => (p.Name, p.Value.ToString())));
            Assert.All(
                ["user_id", "status", "latency_ms"],
                name => Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(name).ValueKind));
        });

    [Theory]
    [InlineData("json", "user_id")]
    [InlineData("logfmt", "user_id")]
    [InlineData("apache-common", "0 [")]
    public void An_entry_without_a_user_names_none(string format, string user) =>
        Assert.DoesNotContain(user, Strict.GetString(LogSample.Line(format, static e => e.User = 0)), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(HostileFormats))]
    public void Whatever_the_texts_an_entry_is_one_line_of_UTF_8_without_commands_for_a_terminal(string format, string text)
    {
        var line = Strict.GetString(LogSample.Line(format, entry =>
        {
            entry.Path.Set("/" + HostileTexts.Of(text));
            entry.Message.Set(HostileTexts.Of(text));
        }));
        Assert.Equal('\n', line[^1]);
        Assert.DoesNotContain(line[..^1], static c => char.IsControl(c));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Whatever_the_texts_JSON_gives_them_back(string text)
    {
        var hostile = HostileTexts.Of(text);
        using var json = JsonDocument.Parse(LogSample.Line("json", entry =>
        {
            entry.Path.Set("/" + hostile);
            entry.Message.Set(hostile);
        }));
        Assert.Equal(HostileTexts.Kept("/" + hostile, LogEntry.MaxPath), json.RootElement.GetProperty("path").GetString());
        Assert.Equal(HostileTexts.Kept(hostile, LogEntry.MaxMessage), json.RootElement.GetProperty("message").GetString());
        Assert.Equal(10, json.RootElement.EnumerateObject().Count());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_longest_entry_fits_into_the_maximum_length(string format)
    {
        var service = new ScriptedService(
            static entry =>
            {
                (entry.User, entry.Status, entry.LatencyMs, entry.Size) = (int.MinValue, int.MinValue, int.MinValue, int.MinValue);
                (entry.Level, entry.Method, entry.Address) = (EntryLevel.Debug, HttpVerb.Delete, uint.MaxValue);
                entry.Client = Enumerable.Range(0, ClientPrograms.Count).MaxBy(static c => ClientPrograms.Text(c).Length);
                // No other byte has a longer escaped form.
                entry.Path.Set(new string('\u0001', LogEntry.MaxPath));
                entry.Message.Set(new string('\u0001', LogEntry.MaxMessage));
            },
            new string('s', LogEntry.MaxService));
        var sequence = new EntrySequence([service], LogSample.Seed, new());
        sequence.Make(0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());

        var length = LineFormat.Find(format)!.Write(sequence.Entry, new byte[LineFormat.MaxLine]);

        Assert.InRange(length, 4 * LogEntry.MaxPath, LineFormat.MaxLine);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_entry_allocates_nothing(string format)
    {
        const int entries = 100_000;
        var (sequence, lines) = (new EntrySequence(LogSample.Services, LogSample.Seed, new()), LineFormat.Find(format)!);
        var line = new byte[LineFormat.MaxLine];
        // Code that is not optimised yet does allocate.
        await Eventually.HoldsSoonAsync("100,000 entries allocate less than 1,000 bytes", () => Allocated() < 1_000);

        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var number = 0; number < entries; number++)
            {
                sequence.Make(number, LogSample.Start + number);
                lines.Write(sequence.Entry, line);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Any_time_is_written_as_the_framework_writes_it() => Gen.Select(
        Gen.Long[First, Last], Gen.Int[-1_500, 1_500]).Sample((time, further) =>
        {
            var writer = new TimeWriter();
            foreach (var ms in new[] { time, Math.Clamp(time + further, First, Last), time })
                Assert.Equal($"{Iso(ms)}{Access(ms)}", Written(ms, writer));
        });

    private static string Written(long ms, TimeWriter writer)
    {
        var bytes = new byte[64];
        var line = new LineWriter(bytes);
        writer.Iso(ms, ref line);
        writer.Access(ms, ref line);
        return Encoding.ASCII.GetString(bytes, 0, line.Length);
    }

    private static string Iso(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Access(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
}
