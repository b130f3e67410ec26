using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Sequences;
using Pipeline.Logs.Services;
using Pipeline.Testing.Logs;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>Formats are read by programs of others, and their fields come back. JSON is in the unit tests.</summary>
public sealed class LogParserTests : IDisposable
{
    private const int Count = 3_000;

    private readonly ScratchFolder _folder = new();

    private string Log => Path.Combine(_folder.Path, "test.log");

    [Theory]
    [InlineData("apache-common")]
    [InlineData("apache-combined")]
    [InlineData("nginx")]
    public async Task Access_logs_are_read_by_lnav(string format)
    {
        var isCommon = format == "apache-common";
        var written = Write(format, isHostile: false, e => string.Join(
            '|', Iso(e.Time)[..19].Replace('T', ' '), IPAddress.Parse(e.Address.ToString()), e.User, Method(e), Text(e.Path), e.Status,
            e.Size, isCommon ? "" : Text(ClientPrograms.Text(e.Client))));
        var read = await LnavAsync(
            "SELECT substr(log_time, 1, 19) AS time, c_ip, cs_username, cs_method, "
            + "cs_uri_stem || coalesce('?' || cs_uri_query, '') AS path, sc_status, sc_bytes, cs_user_agent FROM access_log");
        Assert.Equal(written, read.Select(static r => string.Join('|', r.EnumerateObject().Select(static p => p.Value.ToString()))));
    }

    [Theory]
    [InlineData("apache-common", "COMMON")]
    [InlineData("apache-combined", "COMBINED")]
    [InlineData("nginx", "COMBINED")]
    public async Task Hostile_paths_in_access_logs_come_back_from_GoAccess(string format, string known)
    {
        var written = Write(format, isHostile: true, static e => Text(e.Path));
        // It trims a path, and leaves out line feeds that are written as in an address.
        Assert.Equal(
            written.ConvertAll(static p => p.Replace("%0a", "", StringComparison.Ordinal).Trim(' ')).Order(StringComparer.Ordinal),
            (await GoAccessAsync(known)).GetProperty("requests").GetProperty("data").EnumerateArray()
                .Select(static r => Regex.Unescape(r.GetProperty("data").GetString()!)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_of_logfmt_are_read_by_lnav(bool isHostile)
    {
        var written = Write("logfmt", isHostile, static e => string.Join(
            '|', Iso(e.Time), Level(e), Text(e.Service.Span), Trace(e), e.User, Method(e), Text(e.Path), e.Status, e.LatencyMs,
            Text(e.Message)));
        var read = (await LnavAsync("SELECT logfmt2json(log_raw_text) AS entry FROM logfmt_log"))
            .ConvertAll(static r => JsonDocument.Parse(r.GetProperty("entry").GetString()!).RootElement);
        string[] names = ["ts", "level", "service", "trace_id", "user_id", "method", "path", "status", "latency_ms", "msg"];
        Assert.All(read, e => Assert.Equal(names, e.EnumerateObject().Select(static p => p.Name)));
        Assert.Equal(written, read.Select(static e => string.Join('|', e.EnumerateObject().Select(static p => p.Value.ToString()))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_of_syslog_are_read_by_rsyslog(bool isHostile)
    {
        var written = Write("syslog-rfc5424", isHostile, static e => string.Join(
            '|', 128 + (e.Level == EntryLevel.Error ? 3 : e.Level == EntryLevel.Warn ? 4 : 7 - (int)e.Level), Iso(e.Time),
            Text(e.Service.Span) + "-1", Text(e.Service.Span), 1, "http", Octal(Text(e.Message)), Trace(e), e.User, Method(e),
            Octal(Text(e.Path)), e.Status, e.LatencyMs));
        var port = FreePorts.One();
        var configuration = Path.Combine(_folder.Path, "rsyslog.conf");
        await File.WriteAllTextAsync(configuration, Rsyslog(port), Token);
        await using var daemon = RunningProgram.Start(
            _folder.Path, Installed("rsyslogd", "/usr/sbin"), ["-n", "-iNONE", "-f", configuration]);
        await Eventually.HoldsAsync("rsyslog takes the lines", async () => daemon.HasExited || await TrySendAsync(port));
        var output = Path.Combine(_folder.Path, "read.json");
        await Eventually.HoldsAsync(
            "all lines are read", () => daemon.HasExited || (File.Exists(output) && File.ReadLines(output).Count() == written.Count));
        Assert.False(daemon.HasExited, daemon.Output);
        Assert.Equal(written, File.ReadLines(output).Select(static line =>
        {
            var read = JsonDocument.Parse(line).RootElement.EnumerateObject().ToList();
            var data = Assert.Single(read[^1].Value.EnumerateObject());
            Assert.Equal("request@32473", data.Name);
            return string.Join('|', read.SkipLast(1).Concat(data.Value.EnumerateObject()).Select(static p => p.Value.ToString()));
        }));
    }

    [Fact]
    public async Task GoAccess_accepts_every_line_of_an_access_log()
    {
        Write("apache-combined", isHostile: false, static _ => "");
        var general = (await GoAccessAsync("COMBINED")).GetProperty("general");
        Assert.Equal((Count, 0), (general.GetProperty("valid_requests").GetInt32(), general.GetProperty("failed_requests").GetInt32()));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes entries of the simulated services, or one per hostile text behind an ordinary one that tells the format.</summary>
    /// <returns>What the test wants of each entry.</returns>
    private List<string> Write(string format, bool isHostile, Func<LogEntry, string> wanted)
    {
        var texts = HostileTexts.Names.Select(HostileTexts.Of).Prepend("ordinary").ToList();
        var next = 0;
        var hostile = new ScriptedService(entry =>
        {
            entry.Path.Set("/" + texts[next]);
            entry.Message.Set("m" + texts[next++]);
        });
        var sequence = new EntrySequence(isHostile ? [hostile] : ServiceCatalogue.Find().All, 7, new());
        var (lines, line, entries) = (LineFormat.Find(format)!, new byte[LineFormat.MaxLine], new List<string>());
        using var file = File.Create(Log);
        for (var number = 0; number < (isHostile ? texts.Count : Count); number++)
        {
            sequence.Make(number, 1_772_445_600_000 + number);
            file.Write(line, 0, lines.Write(sequence.Entry, line));
            entries.Add(wanted(sequence.Entry));
        }

        return entries;
    }

    private async Task<List<JsonElement>> LnavAsync(string query) =>
        [.. (await RunAsync("lnav", "-n", "-c", $";{query} ORDER BY log_line", "-c", ":write-json-to -", Log)).EnumerateArray()];

    private Task<JsonElement> GoAccessAsync(string format) =>
        RunAsync("goaccess", Log, "--no-global-config", $"--log-format={format}", "-o", "json");

    private async Task<JsonElement> RunAsync(string program, params string[] arguments)
    {
        // Both keep files in the home folder.
        await using var run = RunningProgram.Start(_folder.Path, Installed(program), arguments, ("HOME", _folder.Path));
        Assert.Equal(0, await run.ExitAsync());
        return JsonDocument.Parse(string.Join('\n', run.StandardOutput)).RootElement;
    }

    private async Task<bool> TrySendAsync(int port)
    {
        try
        {
            using var socket = await RawRequest.ConnectAsync(port);
            await socket.SendFileAsync(Log, Token);
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Installed(string program, params string[] folders)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':').Concat(folders)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        if (path is null)
            Prerequisite.Missing($"{program} is not installed.");
        return path;
    }

    /// <summary>Takes lines over TCP, and writes their fields as JSON.</summary>
    private string Rsyslog(int port)
    {
        string[] fields = ["pri", "timereported\" dateFormat=\"rfc3339", "hostname", "app-name", "procid", "msgid", "msg"];
        var json = string.Join(
            "constant(value=\",\") ", fields.Select(static (f, n) => $"property(name=\"{f}\" outname=\"{n}\" format=\"jsonf\") "));
        return $$"""
            global(maxMessageSize="64k" workDirectory="{{_folder.Path}}")
            module(load="imptcp")
            module(load="mmpstrucdata")
            template(name="fields" type="list") {
              constant(value="{") {{json}} constant(value=",\"data\":") property(name="$!rfc5424-sd") constant(value="}\n")
            }
            input(type="imptcp" address="127.0.0.1" port="{{port}}")
            action(type="mmpstrucdata")
            action(type="omfile" file="{{_folder.Path}}/read.json" template="fields")

            """;
    }

    private static string Iso(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Method(LogEntry entry) => entry.Method.ToString().ToUpperInvariant();

    private static string Level(LogEntry entry) => entry.Level.ToString().ToUpperInvariant();

    private static string Trace(LogEntry entry) => $"{entry.TraceHigh:x16}{entry.TraceLow:x16}";

    private static string Text(Utf8Text text) => Text(text.Bytes);

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);

    /// <summary>Control characters as rsyslog writes them.</summary>
    private static string Octal(string text) => string.Concat(
        text.Select(static c => char.IsControl(c) ? $"#{Convert.ToString(c, 8).PadLeft(3, '0')}" : c.ToString()));
}
