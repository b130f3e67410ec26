namespace Pipeline.Streams.Definitions;

/// <summary>
/// Writes events as UTF-8 JSON for the outbox and Kafka, with names in snake_case and Korean text unescaped. Reuses its buffer, so
/// use one instance per thread.
/// </summary>
public sealed class EventWriter : IDisposable
{
    /// <summary>The relaxed encoder does not escape HTML, so a page that shows an event must escape it.</summary>
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    /// <summary>Creates a writer with its own buffer.</summary>
    public EventWriter() => _json = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Writes an event.</summary>
    /// <param name="envelope">The envelope; its type belongs to the record's stream.</param>
    /// <param name="record">The record after the change.</param>
    /// <param name="previous">Value of <see cref="EventType.Previous"/> before the change; null if the type has none.</param>
    /// <returns>The JSON in a new array.</returns>
    /// <exception cref="InvalidOperationException">The stream's messages are flat.</exception>
    public byte[] Write<T>(in Envelope envelope, T record, string? previous = null)
        where T : class
    {
        if (envelope.Type.Stream.IsFlat)
            throw new InvalidOperationException($"{envelope.Type.Stream} has messages without an envelope: publish them directly.");
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("event_type"u8, envelope.Type.Utf8Name);
        _json.WriteString("event_id"u8, envelope.EventId);
        _json.WriteNumber("version"u8, envelope.Version);
        _json.WriteString("occurred_at"u8, envelope.OccurredAt);
        if (previous is not null)
            _json.WriteString(envelope.Type.PreviousName!, previous);
        _json.WritePropertyName("data"u8);
        StreamDefinition.Of<T>().WriteData(_json, record);
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
