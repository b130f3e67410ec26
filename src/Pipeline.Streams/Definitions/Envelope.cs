using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>The fields around the data of an event. They describe the change, not the changed row.</summary>
/// <param name="Type">Event type.</param>
/// <param name="EventId">Unique id of the event. A UUID v7, because new ids then go to the end of an index.</param>
/// <param name="Version">1 for the creation of a row, plus 1 for each change. The highest version of a row is kept.</param>
/// <param name="OccurredAt">When the writer made the change, UTC, whole microseconds.</param>
public readonly record struct Envelope(EventType Type, Guid EventId, int Version, DateTime OccurredAt)
{
    /// <summary>Highest version, so that version + 1 does not overflow. A row with this version cannot be changed.</summary>
    public const int MaxVersion = int.MaxValue - 1;

    /// <summary>Creates an envelope with a new id and the current time.</summary>
    public static Envelope Create(EventType type, int version, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new(type, Guid.CreateVersion7(now), version, Microseconds.Truncate(now.UtcDateTime));
    }
}
