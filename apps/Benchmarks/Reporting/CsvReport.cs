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
    public static string Text(BenchmarkReport report) =>
        string.Concat(Lines(report).Select(static fields => $"{string.Join(',', fields.Select(Quoted))}\n"));

    private static IEnumerable<string[]> Lines(BenchmarkReport report) =>
    [
        Head,
        .. from table in report.Tables
           from row in table.Rows
           from measurement in row.Measurements
           from value in Values(measurement)
           select (string[])
               [report.Name, table.Title, row.Subject, measurement.Name, measurement.Unit, value.Round, Invariant(value.Value)],
        // The environment keeps the name "card", because programs that read the CSV file rely on it.
        .. report.Environment.Entries.Select(entry => (string[])[report.Name, "card", entry.Name, "", "", "", entry.Value]),
        .. report.Notes.Select((note, i) => (string[])[report.Name, "note", Invariant(i + 1), "", "", "", note]),
        .. report.Failures.Select((failure, i) => (string[])[report.Name, "failure", Invariant(i + 1), "", "", "", failure]),
        [report.Name, "verdict", "ok", "", "", "", report.Ok ? "true" : "false"],
    ];

    private static IEnumerable<(string Round, double Value)> Values(Measurement measurement) =>
    [
        .. measurement.Rounds.Select(static (value, i) => (Invariant(i + 1), value)),
        ("median", measurement.Median), ("min", measurement.Min), ("max", measurement.Max),
    ];

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static string Invariant(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
