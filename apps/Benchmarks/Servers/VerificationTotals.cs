namespace Benchmarks.Servers;

/// <summary>Totals over the verifications of a benchmark.</summary>
internal sealed class VerificationTotals
{
    private int _databases;
    private long _rows;
    private long _messages;
    private long _lost;
    private long _duplicated;

    public void Add(VerificationReport report)
    {
        _databases++;
        _rows += report.Rows.Sum(static stream => stream.Rows);
        _messages += report.Messages;
        _lost += report.Lost;
        _duplicated += report.Duplicated;
    }

    /// <summary>A note for the report; none without a verification.</summary>
    public IEnumerable<string> Notes() => _databases == 0
        ? []
        : [$"Verified: databases {_databases}, rows {_rows:N0}, messages {_messages:N0}, lost {_lost:N0}, duplicated {_duplicated:N0}."];
}
