using Benchmarks.Reporting;
using Spectre.Console;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class TerminalTableTests
{
    [Fact]
    public void The_last_line_is_the_verdict() => Assert.EndsWith("\nbenchmark: ok name=kafka_comparison\n", Printed(SampleReport.Ok));

    [Fact]
    public void Failures_stand_before_the_verdict() => Assert.EndsWith(
        $"\nfailure: 12 events are missing\nfailure: {SampleReport.Hostile}\nbenchmark: FAILED name=kafka_comparison failures=2\n",
        Printed(SampleReport.Failed));

    [Fact]
    public void Redirected_a_row_is_one_line_without_colours()
    {
        var lines = Printed(SampleReport.Ok).Split('\n');
        Assert.Contains(lines, static l => Holds(l, "published (events/s)", "p99 (ms)"));
        Assert.Contains(lines, static l => Holds(l, "idempotent [acks=all]", "131,200 (128,000–135,200)") && l.TrimEnd().EndsWith('–'));
        Assert.DoesNotContain('\e', string.Concat(lines));
    }

    [Theory]
    [InlineData(50, "131,200", "1,234,567")]
    [InlineData(80, "(128,000–135,200)", "(0–1,234,567)")]
    [InlineData(120, "131,200 (128,000–135,200)", "1,234,567 (0–1,234,567)")]
    public void However_narrow_the_terminal_no_number_is_folded(int width, string rate, string count)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        TerminalTable.Print(SampleReport.Ok, console);
        var lines = writer.ToString().Split('\n');
        Assert.Contains(lines, line => Holds(line, rate, count));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Card_and_notes_are_printed()
    {
        var text = Printed(SampleReport.Ok);
        Assert.Contains("cores 2 · system Debian, \"X64\"", text);
        Assert.Contains("note: The broker shares", text);
    }

    private static bool Holds(string line, params string[] texts) => texts.All(text => line.Contains(text, StringComparison.Ordinal));

    private static string Printed(BenchmarkReport report)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TerminalTable.Print(report, writer);
        return writer.ToString();
    }
}
