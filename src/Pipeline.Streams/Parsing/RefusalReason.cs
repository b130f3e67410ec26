namespace Pipeline.Streams.Parsing;

/// <summary>Why bytes are not an event of ours. The names, in snake_case, stand in dead-letter headers, metrics and reports.</summary>
public enum RefusalReason
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>No value at all: a tombstone or an empty message.</summary>
    Empty,

    /// <summary>Longer than <see cref="EventParser.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>Bytes that are not UTF-8, or an escape that is half of a surrogate pair.</summary>
    InvalidUtf8,

    /// <summary>Not one complete JSON object.</summary>
    NotJson,

    /// <summary>Nested deeper than <see cref="EventParser.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>An event_type outside the closed set.</summary>
    UnknownType,

    /// <summary>A known event_type on a topic that does not carry it.</summary>
    WrongTopic,

    /// <summary>A required field is absent or null.</summary>
    MissingField,

    /// <summary>A field has another JSON type than it must have, or a date or id that cannot be read.</summary>
    WrongType,

    /// <summary>A number, date, text length or code outside its range.</summary>
    OutOfRange,

    /// <summary>A text with U+0000, which PostgreSQL cannot store.</summary>
    NulCharacter,
}
