using Spectre.Console;
using Spectre.Console.Rendering;
using Measurement = Pipeline.Reporting.Measurement;

namespace Benchmarks.Reporting;

/// <summary>Prints a report: environment, tables, notes, and the verdict as the last line.</summary>
internal static class TerminalTable
{
    /// <summary>Width when the output is a pipe or a file.</summary>
    private const int PipeWidth = 120;

    /// <summary>Minimum width of a heading that is broken into lines.</summary>
    private const int NarrowestHead = 12;

    /// <summary>Prints to standard output, without colour when it is redirected.</summary>
    public static void Print(BenchmarkReport report)
    {
        if (Console.IsOutputRedirected)
            Print(report, Console.Out);
        else
            Print(report, AnsiConsole.Console);
    }

    /// <summary>Prints plain text, without colour.</summary>
    public static void Print(BenchmarkReport report, TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = PipeWidth;
        Print(report, console);
    }

    /// <summary>Prints with the capabilities of the console.</summary>
    public static void Print(BenchmarkReport report, IAnsiConsole console)
    {
        console.MarkupLine($"[bold]{Markup.Escape(report.Title)}[/]");
        console.Write(EnvironmentGrid(report.Environment));
        foreach (var table in report.Tables)
        {
            console.WriteLine();
            console.MarkupLine($"[bold]{Markup.Escape(table.Title)}[/]");
            console.Write(Fitted(table, console));
        }

        if (report.Tables.Any(t => t.HasDetails))
            console.MarkupLine("[grey]More figures are in the CSV and on the page.[/]");
        foreach (var note in report.Notes)
            console.MarkupLine($"note: {Markup.Escape(note)}");
        foreach (var failure in report.Failures)
            console.MarkupLine($"[red]failure: {Markup.Escape(failure)}[/]");
        console.MarkupLine(report.Ok
            ? $"[green]benchmark: ok name={Markup.Escape(report.Name)}[/]"
            : $"[red]benchmark: FAILED name={Markup.Escape(report.Name)} failures={report.Failures.Count}[/]");
    }

    private static Grid EnvironmentGrid(RunEnvironment environment)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn { NoWrap = true, Padding = new(2, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new(0, 0, 0, 0) });
        foreach (var (name, value) in environment.Entries)
            grid.AddRow($"[grey]{Markup.Escape(name)}[/]", Markup.Escape(value));
        return grid;
    }

    /// <summary>
    /// The range is beside the median, or below it when that is too wide, or left out. Numbers are never broken: one would look like two.
    /// </summary>
    private static Table Fitted(ResultTable results, IAnsiConsole console)
    {
        var options = RenderOptions.Create(console);
        var wide = Rendered(results, " ", ReportFormat.Range);
        if (((IRenderable)wide).Measure(options, int.MaxValue).Max <= console.Profile.Width)
            return wide;
        var high = Rendered(results, "\n", ReportFormat.Range);
        return ((IRenderable)high).Measure(options, int.MaxValue).Min <= console.Profile.Width
            ? high
            : Rendered(results, "\n", static _ => "");
    }

    /// <summary>The gap separates name and unit, and median and range.</summary>
    private static Table Rendered(ResultTable results, string gap, Func<Measurement, string> range)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(Markup.Escape(results.Subject));
        var main = results.Rows.Select(static r => r.Measurements.Where(static f => !f.IsDetail).ToList()).ToList();
        for (var column = 0; main.Count > 0 && column < main[0].Count; column++)
        {
            var measurement = main[0][column];
            var width = main.Max(row => Math.Max(ReportFormat.Median(row[column]).Length, range(row[column]).Length + 2));
            var name = gap == "\n" ? ReportFormat.Folded(measurement.Name, Math.Max(width, NarrowestHead)) : measurement.Name;
            table.AddColumn(new TableColumn(Pair(name, gap, measurement.Unit)) { Alignment = Justify.Right, NoWrap = true });
        }

        foreach (var (row, measurements) in results.Rows.Zip(main))
            table.AddRow([Markup.Escape(row.Subject), .. measurements.Select(f => Pair(ReportFormat.Median(f), gap, range(f)))]);
        return table;
    }

    private static string Pair(string main, string gap, string detail) =>
        detail.Length == 0 ? Markup.Escape(main) : $"{Markup.Escape(main)}{gap}[grey]({Markup.Escape(detail)})[/]";
}
