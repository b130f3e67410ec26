namespace Pipeline.Reporting;

/// <summary>A table of measurements. All rows have the same measurements, in the same order.</summary>
/// <param name="Title">What the table compares.</param>
/// <param name="Subject">Heading of the first column: mode, path, rate.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ResultTable(string Title, string Subject, IReadOnlyList<ResultRow> Rows)
{
    /// <summary>Whether the terminal leaves out some of the measurements.</summary>
    public bool HasDetails => Rows.Any(static r => r.Measurements.Any(static m => m.IsDetail));
}

/// <summary>A row of a table.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Measurements">The measurements, in column order.</param>
internal sealed record ResultRow(string Subject, IReadOnlyList<Measurement> Measurements);
