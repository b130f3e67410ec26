namespace Pipeline.Streams.Columns;

/// <summary>Why bytes are not an event of a stream. The names, in snake_case, appear in dead-letter headers, metrics and reports.</summary>
public enum RefusalReason
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>No value: a tombstone or an empty message.</summary>
    Empty,

    /// <summary>Longer than the decoder's limit.</summary>
    TooLarge,

    /// <summary>Bytes that are not UTF-8, or an escape sequence with half of a surrogate pair.</summary>
    InvalidUtf8,

    /// <summary>Not one complete JSON object.</summary>
    NotJson,

    /// <summary>Nested deeper than the decoder's limit.</summary>
    TooDeep,

    /// <summary>The first byte is not that of a message with the id of an Avro schema.</summary>
    NoMagicByte,

    /// <summary>The schema registry has no schema with the message's id.</summary>
    UnknownSchema,

    /// <summary>The bytes are not a value of the message's Avro schema.</summary>
    NotAvro,

    /// <summary>Bytes follow the Avro record.</summary>
    TrailingBytes,

    /// <summary>The event_type is of no stream of the domain.</summary>
    UnknownType,

    /// <summary>The event_type is of another stream of the domain.</summary>
    WrongTopic,

    /// <summary>A required field is absent or null.</summary>
    MissingField,

    /// <summary>A field has another JSON type, or its date or id cannot be parsed.</summary>
    WrongType,

    /// <summary>A number, date, text length or code outside its bounds, or a number with more decimals than its column has.</summary>
    OutOfRange,

    /// <summary>A text contains U+0000, which PostgreSQL cannot store.</summary>
    NulCharacter,
}
