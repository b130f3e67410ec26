namespace Pipeline.Operations.Status;

/// <summary>State of a circuit breaker.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerState>))]
public enum BreakerState
{
    /// <summary>Attempts are allowed.</summary>
    [JsonStringEnumMemberName("closed")] Closed,

    /// <summary>Attempts wait.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>One attempt is allowed. Its success closes the breaker, its failure opens it.</summary>
    [JsonStringEnumMemberName("probing")] Probing,
}
