using Benchmarks.Reporting;
using Pipeline.Reporting;
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
        var lines = Printed(SampleReport.Ok, width).Split('\n');
        Assert.Contains(lines, line => Holds(line, rate, count));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Environment_and_notes_are_printed()
    {
        var text = Printed(SampleReport.Ok);
        Assert.Contains("  cores   2", text);
        Assert.Contains("  system  Debian, \"X64\"", text);
        Assert.Contains("note: The broker shares", text);
    }

    [Fact]
    public void A_head_that_is_wider_than_its_numbers_is_folded_where_there_is_little_room()
    {
        Measurement[] figures = [.. Enumerable.Range(1, 7).Select(static n => new Measurement($"commit to effect p{n}", "ms", [1, 2, 3]))];
        var lines = Printed(SampleReport.Ok with { Tables = [new("Latency", "mode", [new("outbox", figures)])] }, 120).Split('\n');
        Assert.Contains(lines, static l => l.Split("commit to").Length == 8);
        Assert.Contains(lines, static l => Holds(l, "effect p1", "effect p7"));
        Assert.All(lines, static l => Assert.True(l.Length <= 120, l));
    }

    [Fact]
    public void Details_are_left_out_and_it_says_where_they_are()
    {
        Measurement[] measurements = [SampleReport.Rate, SampleReport.Duplicates with { IsDetail = true }];
        var report = SampleReport.Ok with { Tables = [new("Throughput", "mode", [new("direct", measurements)])] };
        var text = Printed(report);
        Assert.DoesNotContain("duplicates", text);
        Assert.Contains("More figures are in the CSV and on the page.", text);
        Assert.Contains("duplicates", CsvReport.Text(report));
        Assert.Contains("duplicates", HtmlPage.Text(report));
        Assert.DoesNotContain("More figures", Printed(SampleReport.Ok));
    }

    private static bool Holds(string line, params string[] texts) => texts.All(text => line.Contains(text, StringComparison.Ordinal));

    private static string Printed(BenchmarkReport report, int width)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        TerminalTable.Print(report, console);
        return writer.ToString();
    }

    private static string Printed(BenchmarkReport report)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TerminalTable.Print(report, writer);
        return writer.ToString();
    }
}
