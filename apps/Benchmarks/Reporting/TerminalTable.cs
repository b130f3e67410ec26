using Spectre.Console;
using Spectre.Console.Rendering;

namespace Benchmarks.Reporting;

/// <summary>A report on the terminal: card, tables, notes, and the verdict as the last line.</summary>
internal static class TerminalTable
{
    /// <summary>Wide enough that nothing is folded in a pipe or a file, where every row shall be one line.</summary>
    private const int PipeWidth = 1000;

    /// <summary>Prints to the terminal, or without colour and unfolded where the output is redirected.</summary>
    public static void Print(BenchmarkReport report)
    {
        if (Console.IsOutputRedirected)
            Print(report, Console.Out);
        else
            Print(report, AnsiConsole.Console);
    }

    /// <summary>Prints plain text: no colour, no folding.</summary>
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

    /// <summary>Prints with what the console can do.</summary>
    public static void Print(BenchmarkReport report, IAnsiConsole console)
    {
        console.MarkupLine($"[bold]{Markup.Escape(report.Title)}[/]");
        console.MarkupLine($"[grey]{Markup.Escape(string.Join(" · ", report.Card.Entries.Select(static e => $"{e.Name} {e.Value}")))}[/]");
        foreach (var table in report.Tables)
        {
            console.WriteLine();
            console.MarkupLine($"[bold]{Markup.Escape(table.Title)}[/]");
            console.Write(Fitted(table, console));
        }
        foreach (var note in report.Notes)
            console.MarkupLine($"note: {Markup.Escape(note)}");
        foreach (var failure in report.Failures)
            console.MarkupLine($"[red]failure: {Markup.Escape(failure)}[/]");
        console.MarkupLine(report.Ok
            ? $"[green]benchmark: ok name={Markup.Escape(report.Name)}[/]"
            : $"[red]benchmark: FAILED name={Markup.Escape(report.Name)} failures={report.Failures.Count}[/]");
    }

    /// <summary>With the range beside the median, beneath it where that is too wide, or without; a number is never folded, it would read as two.</summary>
    private static Table Fitted(ResultTable results, IAnsiConsole console)
    {
        var options = RenderOptions.Create(console);
        var wide = Rendered(results, " ", FigureText.Range);
        if (((IRenderable)wide).Measure(options, PipeWidth).Max <= console.Profile.Width)
            return wide;
        var high = Rendered(results, "\n", FigureText.Range);
        return ((IRenderable)high).Measure(options, PipeWidth).Min <= console.Profile.Width ? high : Rendered(results, "\n", static _ => "");
    }

    /// <summary>The gap stands between name and unit, and between median and range.</summary>
    private static Table Rendered(ResultTable results, string gap, Func<Figure, string> range)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(Markup.Escape(results.Subject));
        foreach (var figure in results.Rows.Count == 0 ? [] : results.Rows[0].Figures)
            table.AddColumn(new TableColumn(Pair(figure.Name, gap, figure.Unit)) { Alignment = Justify.Right, NoWrap = true });
        foreach (var row in results.Rows)
            table.AddRow([Markup.Escape(row.Subject), .. row.Figures.Select(f => Pair(FigureText.Median(f), gap, range(f)))]);
        return table;
    }

    private static string Pair(string main, string gap, string detail) =>
        detail.Length == 0 ? Markup.Escape(main) : $"{Markup.Escape(main)}{gap}[grey]({Markup.Escape(detail)})[/]";
}
