using Pipeline.Streams.Faults;

namespace Pipeline.Operations.Status;

/// <summary>What a source said last, and how old that is. Immutable.</summary>
/// <param name="Value">Its last answer; null while there was none.</param>
/// <param name="ReadAt">When it was given, UTC.</param>
/// <param name="Fault">Why it gave none when it was asked last, as a sentence; null when it did.</param>
public sealed record Reading<T>(T? Value, DateTimeOffset? ReadAt, string? Fault)
    where T : class
{
    /// <summary>Whether the value, if there is one, is from before the source failed.</summary>
    public bool IsStale => Fault is not null;

    /// <summary>How old the value is; null without one.</summary>
    public TimeSpan? AgeAt(DateTimeOffset now) => now - ReadAt;
}

/// <summary>Makes readings.</summary>
public static class Reading
{
    /// <summary>Of a source that was not asked yet.</summary>
    public static Reading<T> None<T>()
        where T : class => new(null, null, null);
}
