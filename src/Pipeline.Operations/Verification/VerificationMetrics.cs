namespace Pipeline.Operations.Verification;

/// <summary>Records the last verification as metrics.</summary>
internal static class VerificationMetrics
{
    public static void Record(EndedVerification verification)
    {
        var report = verification.Report;
        Instruments.VerificationOk.Record(report.Ok ? 1 : 0);
        foreach (var kind in Enum.GetValues<FindingKind>())
        {
            Instruments.VerificationFindings.Record(
                report.Findings.Where(f => f.Kind == kind).Sum(f => f.Count),
                new KeyValuePair<string, object?>(MetricTags.Kind, JsonNames.Of(kind)));
        }

        Instruments.VerificationTime.Record(verification.EndedAt.ToUnixTimeMilliseconds() / 1000.0);
    }
}
