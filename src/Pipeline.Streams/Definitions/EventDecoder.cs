using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Decodes the bytes of a message into a row of a batch, or returns a refusal. Never throws, whatever the bytes are. Abstract,
/// because streams can have different formats: JSON with an envelope, flat JSON, Avro.
/// </summary>
public abstract class EventDecoder
{
    /// <summary>Maximum message size, bytes: 1 MiB, about Kafka's default limit for a record batch (message.max.bytes).</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Maximum JSON nesting. Events of this pipeline have 2 levels; unknown fields of other producers may have more.</summary>
    public const int MaxDepth = 16;

    /// <summary>Requests what decoding the message needs from a server, such as its schema. Call it before <see cref="Decode"/>.</summary>
    /// <returns>Completes when the message can be decoded.</returns>
    public virtual Task Prepare(ReadOnlySpan<byte> value) => Task.CompletedTask;

    /// <summary>Adds the event to the batch. A refused message does not change the batch's count.</summary>
    /// <param name="value">Value of the message; empty for a tombstone.</param>
    /// <param name="offset">Offset of the message, stored with the row.</param>
    /// <param name="batch">A batch of the decoder's stream that is not full.</param>
    /// <returns>Why the message is refused, or <see cref="Refusal.None"/>.</returns>
    public abstract Refusal Decode(ReadOnlySpan<byte> value, long offset, EventBatch batch);
}
