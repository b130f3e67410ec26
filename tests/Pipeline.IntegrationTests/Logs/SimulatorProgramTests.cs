using System.Net;
using System.Net.Sockets;

namespace Pipeline.IntegrationTests.Logs;

public sealed class SimulatorProgramTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Wrong_options_of_the_service_are_named_at_once()
    {
        var (exitCode, run) = await RunAsync([("LOG_SEED", "x"), ("LOG_KAFKA", "maybe")], "--port", "70000", "--kafka-rate", "-1");
        Assert.Equal(2, exitCode);
        Assert.Equal(
            [
                "LOG_KAFKA=maybe is not one of true, false.", "--port=70000 is not a port from 0 to 65535.",
                $"LOG_SEED=x is not a whole number from {long.MinValue} to {long.MaxValue}.",
                "--kafka-rate=-1 is not a rate per second above 0 and up to 100000.",
            ],
            run.Lines);
    }

    [Fact]
    public async Task Wrong_options_of_generate_are_named_at_once()
    {
        var (exitCode, run) = await RunAsync([], "generate", "--count", "-1", "--bytes", "1", "--format", "xml", "--split", "1MB");
        Assert.Equal(2, exitCode);
        Assert.Equal(
            [
                "--count=-1 is not a number of entries from 1 to 9223372036854775807.",
                "--format=xml is not one of json, logfmt, apache-common, apache-combined, nginx, syslog-rfc5424.",
                "--count, --bytes and --duration exclude each other: keep one.", "--split needs --output.",
            ],
            run.Lines);
    }

    [Theory]
    [InlineData("'--cuont'", "generate", "--cuont", "5")]
    [InlineData("'--rate'", "--rate", "5")]
    [InlineData("'stream'", "stream")]
    [InlineData("'--count'", "generate", "--count")]
    public async Task An_option_that_does_not_exist_is_named_with_the_way_to_those_that_do(string named, params string[] arguments)
    {
        var (exitCode, run) = await RunAsync([], arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(named, run.Output, StringComparison.Ordinal);
        Assert.Equal("--help lists commands and options.", run.Lines[^1]);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_looks_misspelt_causes_a_warning()
    {
        var (_, run) = await RunAsync([("LOG_KAFKA_RTE", "5")], "--port", "70000");
        Assert.Equal("LOG_KAFKA_RTE is not a setting and has no effect; the nearest one is LOG_KAFKA_RATE.", run.Lines[0]);
    }

    [Fact]
    public async Task A_taken_port_is_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exitCode, run) = await RunAsync([], "--port", $"{port}");
        Assert.Equal((1, $"Port {port} is already in use: set LOG_PORT to a free port, or to 0."), (exitCode, Assert.Single(run.Lines)));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Ctrl_C_ends_open_streams_and_the_service_with_exit_code_0(string signal)
    {
        await using var program = Start([], "--port", "0");
        var port = int.Parse((await program.SaysAsync("Listening on http://localhost:")).Split("http://localhost:")[1].Split(':')[0]);
        using var http = new HttpClient(OpenStream.NewHandler()) { BaseAddress = new($"http://localhost:{port}") };
        using var stream = await OpenStream.OpenAsync(http, "/stream?rate=10");
        await stream.EntryAsync();

        program.Signal(signal);

        Assert.Equal(0, (await program.EndAsync(TimeSpan.FromSeconds(20))).ExitCode);
        Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_generate_with_a_whole_line_and_exit_code_0()
    {
        var file = Path.Combine(_folder.Path, "a.log");
        await using var program = Start([], "generate", "--output", file);
        await Eventually.HoldsAsync("a megabyte is written", () => new FileInfo(file) is { Exists: true, Length: > 1_000_000 });

        program.Signal("INT");

        Assert.Equal(0, await program.ExitAsync());
        var bytes = await File.ReadAllBytesAsync(file, Token);
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.Contains(
            $"generate: entries={bytes.Count(static b => b == '\n')} bytes={bytes.Length} ", program.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_go_to_standard_output_and_nothing_else_does()
    {
        var (exitCode, run) = await RunAsync([], "generate", "--count", "5", "--seed", "3", "--format", "logfmt");
        Assert.Equal((0, 5), (exitCode, run.StandardOutput.Count));
        Assert.All(run.StandardOutput, static line => Assert.StartsWith("ts=2026-03-02T10:00:00.00", line, StringComparison.Ordinal));
        Assert.Equal("member, order, payment, seed 3", run.StandardError[0]);
    }

    [Theory]
    [InlineData("| head -c 100000 > /dev/null", "Broken pipe")]
    [InlineData("> /dev/full", "No space left on device")]
    public async Task An_output_that_takes_no_more_is_one_sentence(string redirection, string reason)
    {
        var program = RunningProgram.BuiltPath("LogSimulator");
        await using var run = RunningProgram.Start(
            _folder.Path, "bash", ["-c", $"set -o pipefail; dotnet '{program}' generate --seed 1 --count 50000000 {redirection}"]);
        Assert.Equal(1, await run.ExitAsync());
        Assert.StartsWith($"Cannot write to standard output ({reason}", run.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static RunningProgram Start((string Name, string Value)[] settings, params string[] arguments) => RunningProgram.StartBuilt(
        "LogSimulator", settings.ToDictionary(static s => s.Name, static s => s.Value, StringComparer.Ordinal), arguments);

    private static async Task<(int ExitCode, RunningProgram Run)> RunAsync(
        (string Name, string Value)[] settings, params string[] arguments)
    {
        await using var program = Start(settings, arguments);
        return (await program.ExitAsync(), program);
    }
}
