namespace Pipeline.Ads.Errors;

/// <summary>Which broken rows are worth another attempt.</summary>
internal static class RetryRules
{
    /// <summary>Attempts after the first one.</summary>
    public const int MaxRetries = 3;

    /// <summary>Reason of a row that a retry has sent. Its record in ad_events_error follows that of the failure.</summary>
    public const string Recovered = "recovered";

    /// <summary>Also those that stop a publisher, such as a policy of the cluster: an operator can remove the cause.</summary>
    private static readonly HashSet<string> ServerFaults = new(
        FaultTable.All.Where(static f => f.Action is FaultAction.Retry or FaultAction.OpenBreaker or FaultAction.Stop)
            .Select(static f => f.Name),
        StringComparer.Ordinal);

    /// <summary>
    /// Whether a row failed because of a server, and has attempts left. A fault of the row itself is permanent.
    /// </summary>
    public static bool CanRetry(BrokenRow row) => row.RetryCount < MaxRetries && ServerFaults.Contains(row.Reason);

    /// <summary>Whether a row failed because of a server, and has no attempt left.</summary>
    public static bool IsGivenUp(BrokenRow row) => row.RetryCount >= MaxRetries && ServerFaults.Contains(row.Reason);
}
