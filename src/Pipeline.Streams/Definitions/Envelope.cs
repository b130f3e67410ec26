using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>The fields around the data of an event. All four describe the change, not the thing changed.</summary>
/// <param name="Type">What happened.</param>
/// <param name="EventId">Identity of the change; a UUID v7, so that indexes over event ids grow at their right edge.</param>
/// <param name="Version">1 for the creation of a row, one more for each change of it. Newer versions win.</param>
/// <param name="OccurredAt">When the writer made the change, UTC, whole microseconds.</param>
public readonly record struct Envelope(EventType Type, Guid EventId, int Version, DateTime OccurredAt)
{
    /// <summary>The envelope of a change made now.</summary>
    public static Envelope Create(EventType type, int version, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(type, Guid.CreateVersion7(now), version, Microseconds.Truncate(now.UtcDateTime));
    }
}
