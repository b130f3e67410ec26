namespace Pipeline.Logs.Incidents;

/// <summary>The names of incidents in addresses and documents.</summary>
public static class IncidentNames
{
    private static readonly (string Name, IncidentKind Kind)[] All =
    [
        ("latency-spike", IncidentKind.LatencySpike), ("payment-outage", IncidentKind.PaymentOutage),
        ("login-storm", IncidentKind.LoginStorm),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(static i => i.Name)];

    /// <summary>The incident of a name; null for another text.</summary>
    public static IncidentKind? Find(string name) => Array.Find(All, i => i.Name == name) is { Name: not null } found ? found.Kind : null;

    /// <summary>The name of a single incident.</summary>
    public static string Of(IncidentKind kind) => Array.Find(All, i => i.Kind == kind).Name;
}
