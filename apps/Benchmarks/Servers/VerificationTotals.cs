namespace Benchmarks.Servers;

/// <summary>Totals over the verifications of a benchmark.</summary>
internal sealed class VerificationTotals
{
    private readonly List<VerificationReport> _reports = [];

    public void Add(VerificationReport report) => _reports.Add(report);

    /// <summary>A note for the report; none without a verification.</summary>
    public IEnumerable<string> Notes() => _reports.Count == 0
        ? []
        :
        [
            $"Verified: databases {_reports.Count}, rows {_reports.Sum(static r => r.Rows.Sum(static stream => stream.Rows)):N0}, "
                + $"messages {_reports.Sum(static r => r.Messages):N0}, lost {_reports.Sum(static r => r.Lost):N0}, "
                + $"duplicated {_reports.Sum(static r => r.Duplicated):N0}.",
        ];
}
