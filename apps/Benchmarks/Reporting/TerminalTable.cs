using Spectre.Console;

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
            console.Write(Rendered(table));
        }
        foreach (var note in report.Notes)
            console.MarkupLine($"note: {Markup.Escape(note)}");
        foreach (var failure in report.Failures)
            console.MarkupLine($"[red]failure: {Markup.Escape(failure)}[/]");
        console.MarkupLine(report.Ok
            ? $"[green]benchmark: ok name={Markup.Escape(report.Name)}[/]"
            : $"[red]benchmark: FAILED name={Markup.Escape(report.Name)} failures={report.Failures.Count}[/]");
    }

    private static Table Rendered(ResultTable results)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(Markup.Escape(results.Subject));
        foreach (var figure in results.Rows.Count == 0 ? [] : results.Rows[0].Figures)
            table.AddColumn(new TableColumn(Markup.Escape(figure.Unit.Length == 0 ? figure.Name : $"{figure.Name} ({figure.Unit})")) { Alignment = Justify.Right });
        foreach (var row in results.Rows)
            table.AddRow([Markup.Escape(row.Subject), .. row.Figures.Select(Cell)]);
        return table;
    }

    // A space between: a narrow terminal folds there and shows the range beneath the median.
    private static string Cell(Figure figure) =>
        FigureText.Range(figure) is { Length: > 0 } range ? $"{FigureText.Median(figure)} [grey]({range})[/]" : FigureText.Median(figure);
}
