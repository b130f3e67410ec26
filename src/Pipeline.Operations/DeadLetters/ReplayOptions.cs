namespace Pipeline.Operations.DeadLetters;

/// <summary>Which dead letters a replay sends.</summary>
public sealed record ReplayOptions
{
    /// <summary>Default of <see cref="MaxReplays"/>.</summary>
    public const int DefaultMaxReplays = 3;

    /// <summary>Only dead letters with this reason (REASON); null for all.</summary>
    public string? Reason { get; init; }

    /// <summary>Only dead letters of this stream; null for all.</summary>
    public StreamDefinition? Stream { get; init; }

    /// <summary>Count what would be sent, but send nothing (DRY_RUN).</summary>
    public bool DryRun { get; init; }

    /// <summary>Ignore <see cref="MaxReplays"/>.</summary>
    public bool Force { get; init; }

    /// <summary>Maximum number of replays per message, 1 or more.</summary>
    public int MaxReplays { get; init; } = DefaultMaxReplays;
}
