namespace Benchmarks.Reporting;

/// <summary>
/// The report as CSV (RFC 4180): one value per line, always the same seven fields.
/// <code>
/// benchmark,table,subject,figure,unit,round,value
/// kafka_comparison,Throughput,idempotent,published,events/s,1,132400.5
/// kafka_comparison,Throughput,idempotent,published,events/s,median,132400.5   (then min and max)
/// kafka_comparison,card,cores,,,,2                                            (an entry of the environment)
/// kafka_comparison,note,1,,,,The broker shares the machine                    (subject counts from 1)
/// kafka_comparison,failure,1,,,,12 events are missing
/// kafka_comparison,verdict,ok,,,,false
/// </code>
/// Numbers are culture-invariant with all digits; a value that was not measured is empty. Charts are left out: tables have their data.
/// </summary>
internal static class CsvReport
{
    private static readonly string[] Head = ["benchmark", "table", "subject", "figure", "unit", "round", "value"];

    /// <summary>The text of the file; every line ends with a line feed.</summary>
    public static string Text(BenchmarkReport report)
    {
        var text = new StringBuilder();
        Append(text, Head);
        foreach (var table in report.Tables)
            foreach (var row in table.Rows)
                foreach (var measurement in row.Measurements)
                    AppendMeasurement(text, [report.Name, table.Title, row.Subject, measurement.Name, measurement.Unit], measurement);
        // Readers of earlier reports know the table of the environment as "card".
        foreach (var (name, value) in report.Environment.Entries)
            Append(text, [report.Name, "card", name, "", "", "", value]);
        AppendTexts(text, report.Name, "note", report.Notes);
        AppendTexts(text, report.Name, "failure", report.Failures);
        Append(text, [report.Name, "verdict", "ok", "", "", "", report.Ok ? "true" : "false"]);
        return text.ToString();
    }

    private static void AppendMeasurement(StringBuilder text, string[] fields, Measurement measurement)
    {
        for (var i = 0; i < measurement.Rounds.Count; i++)
            Append(text, [.. fields, Invariant(i + 1), Invariant(measurement.Rounds[i])]);
        Append(text, [.. fields, "median", Invariant(measurement.Median)]);
        Append(text, [.. fields, "min", Invariant(measurement.Min)]);
        Append(text, [.. fields, "max", Invariant(measurement.Max)]);
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
