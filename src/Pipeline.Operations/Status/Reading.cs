namespace Pipeline.Operations.Status;

/// <summary>The last value of a source, and its age. Immutable.</summary>
/// <param name="Value">The last value; null before the first.</param>
/// <param name="ReadAt">Time of the last value, UTC; null before the first.</param>
/// <param name="Fault">Why the last read failed, as a sentence; null if it succeeded.</param>
public sealed record Reading<T>(T? Value, DateTimeOffset? ReadAt, string? Fault)
    where T : class
{
    /// <summary>Whether the last read failed, so that the value is from an earlier read.</summary>
    public bool IsStale => Fault is not null;

    /// <summary>Age of the value; null without a value.</summary>
    public TimeSpan? AgeAt(DateTimeOffset now) => now - ReadAt;
}

/// <summary>Creates readings.</summary>
public static class Reading
{
    /// <summary>The reading of a source that has not been read yet.</summary>
    public static Reading<T> None<T>()
        where T : class => new(null, null, null);
}
