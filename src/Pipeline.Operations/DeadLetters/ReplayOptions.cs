using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.DeadLetters;

/// <summary>Which letters are to be sent again, and how.</summary>
public sealed record ReplayOptions
{
    /// <summary>How often a message may be sent again before it is left alone.</summary>
    public const int DefaultMaxReplays = 3;

    /// <summary>Only letters of this reason (REASON); null for all.</summary>
    public string? Reason { get; init; }

    /// <summary>Only letters of this stream; null for all.</summary>
    public StreamDefinition? Stream { get; init; }

    /// <summary>Only say what would be sent (DRY_RUN).</summary>
    public bool DryRun { get; init; }

    /// <summary>Also what has come back too often.</summary>
    public bool Force { get; init; }

    /// <summary>A message that was sent again so often is left alone, from 1.</summary>
    public int MaxReplays { get; init; } = DefaultMaxReplays;
}
