using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Envelopes;

/// <summary>
/// Writes events as the UTF-8 JSON that goes into the outbox and to Kafka. Reuses its buffer: one instance a thread.
/// </summary>
public sealed class EventWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes a writer with a buffer of its own.</summary>
    public EventWriter() => _json = new Utf8JsonWriter(_buffer, EventJson.WriterOptions);

    /// <summary>The event as bytes of its own.</summary>
    public byte[] Write(in Envelope envelope, User data) => Write(envelope, data, EventJson.Relaxed.User, previousStatus: null);

    /// <inheritdoc cref="Write(in Envelope, User)"/>
    public byte[] Write(in Envelope envelope, Product data) => Write(envelope, data, EventJson.Relaxed.Product, previousStatus: null);

    /// <summary>The event as bytes of its own.</summary>
    /// <param name="envelope">What stands around the data.</param>
    /// <param name="data">The order after the change.</param>
    /// <param name="previousStatus">For order_status_changed the state before it: what order_totals has counted so far.</param>
    public byte[] Write(in Envelope envelope, Order data, string? previousStatus = null) =>
        Write(envelope, data, EventJson.Relaxed.Order, previousStatus);

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private byte[] Write<T>(in Envelope envelope, T data, JsonTypeInfo<T> type, string? previousStatus)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("event_type"u8, envelope.Type.Name());
        _json.WriteString("event_id"u8, envelope.EventId);
        _json.WriteNumber("version"u8, envelope.Version);
        _json.WriteString("occurred_at"u8, envelope.OccurredAt);
        if (previousStatus is not null)
            _json.WriteString("previous_status"u8, previousStatus);
        _json.WritePropertyName("data"u8);
        JsonSerializer.Serialize(_json, data, type);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }
}
