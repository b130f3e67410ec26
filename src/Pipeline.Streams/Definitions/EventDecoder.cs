using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Turns the bytes of a message into a row of a batch, or names the reason why not. Never throws, whatever the bytes are. Abstract,
/// because streams differ in their format: JSON with an envelope, flat JSON, Avro.
/// </summary>
public abstract class EventDecoder
{
    /// <summary>Largest message taken, bytes: the default limit of Kafka for a record batch (message.max.bytes).</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Deepest nesting taken. Events of this pipeline have 2; extra fields of other producers may nest a little.</summary>
    public const int MaxDepth = 16;

    /// <summary>Adds the event to the batch. A refused message leaves the batch as it was.</summary>
    /// <param name="value">Value of the message; empty for a tombstone.</param>
    /// <param name="offset">Offset of the message, kept with the row.</param>
    /// <param name="batch">A batch of the decoder's stream that is not full.</param>
    public abstract Refusal Decode(ReadOnlySpan<byte> value, long offset, EventBatch batch);
}
