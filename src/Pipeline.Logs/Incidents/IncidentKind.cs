namespace Pipeline.Logs.Incidents;

/// <summary>What can go wrong in all services at once.</summary>
[Flags]
public enum IncidentKind
{
    /// <summary>Normal operation.</summary>
    None = 0,

    /// <summary>All services answer about ten times as slowly, so many entries are warnings.</summary>
    LatencySpike = 1,

    /// <summary>Most payments fail, and so do the orders that need them.</summary>
    PaymentOutage = 2,

    /// <summary>Few addresses try many passwords: most requests are log-ins, and most log-ins fail.</summary>
    LoginStorm = 4,
}
