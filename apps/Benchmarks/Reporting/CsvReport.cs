using System.Globalization;
using System.Text;

namespace Benchmarks.Reporting;

/// <summary>
/// A benchmark for machines: RFC 4180, a line a value, always the same seven fields.
/// <code>
/// benchmark,table,subject,figure,unit,round,value
/// kafka_comparison,Throughput,idempotent,published,events/s,1,132400.5
/// kafka_comparison,Throughput,idempotent,published,events/s,median,132400.5   (then min and max)
/// kafka_comparison,card,cores,,,,2                                            (subject is the name of the entry)
/// kafka_comparison,note,1,,,,The broker shares the machine                    (subject counts from 1)
/// kafka_comparison,failure,1,,,,12 events are missing
/// kafka_comparison,verdict,ok,,,,false
/// </code>
/// Values are invariant and have every digit; one that was not measured is empty. What a chart draws is not repeated.
/// </summary>
internal static class CsvReport
{
    private static readonly string[] Head = ["benchmark", "table", "subject", "figure", "unit", "round", "value"];

    /// <summary>The whole text, with a line feed after every line.</summary>
    public static string Text(BenchmarkReport report)
    {
        var text = new StringBuilder();
        Append(text, Head);
        foreach (var table in report.Tables)
            foreach (var row in table.Rows)
                foreach (var figure in row.Figures)
                    AppendFigure(text, [report.Name, table.Title, row.Subject, figure.Name, figure.Unit], figure);
        foreach (var (name, value) in report.Card.Entries)
            Append(text, [report.Name, "card", name, "", "", "", value]);
        AppendTexts(text, report.Name, "note", report.Notes);
        AppendTexts(text, report.Name, "failure", report.Failures);
        Append(text, [report.Name, "verdict", "ok", "", "", "", report.Ok ? "true" : "false"]);
        return text.ToString();
    }

    private static void AppendFigure(StringBuilder text, string[] fields, Figure figure)
    {
        for (var i = 0; i < figure.Rounds.Count; i++)
            Append(text, [.. fields, Invariant(i + 1), Invariant(figure.Rounds[i])]);
        Append(text, [.. fields, "median", Invariant(figure.Median)]);
        Append(text, [.. fields, "min", Invariant(figure.Min)]);
        Append(text, [.. fields, "max", Invariant(figure.Max)]);
    }

    private static void AppendTexts(StringBuilder text, string benchmark, string table, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
            Append(text, [benchmark, table, Invariant(i + 1), "", "", "", values[i]]);
    }

    private static void Append(StringBuilder text, string[] fields) =>
        text.AppendJoin(',', fields.Select(Quoted)).Append('\n');

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Invariant(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
