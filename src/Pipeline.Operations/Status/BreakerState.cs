using System.Text.Json.Serialization;

namespace Pipeline.Operations.Status;

/// <summary>State of the breaker.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerState>))]
public enum BreakerState
{
    /// <summary>Attempts go through.</summary>
    [JsonStringEnumMemberName("closed")] Closed,

    /// <summary>Attempts wait.</summary>
    [JsonStringEnumMemberName("open")] Open,

    /// <summary>One attempt goes through; it decides.</summary>
    [JsonStringEnumMemberName("probing")] Probing,
}
