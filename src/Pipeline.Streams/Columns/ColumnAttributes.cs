namespace Pipeline.Streams.Columns;

/// <summary>The property is the stream's natural key. Exactly one property of a record has this attribute.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute : Attribute;

/// <summary>
/// The property is the Kafka key: events with the same value keep their order. If no property has this attribute, the natural key
/// is the Kafka key.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartitionByAttribute : Attribute;

/// <summary>The value is personal data: reports mask it; logs and metrics never contain it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute : Attribute;

/// <summary>Name of the field in JSON and Avro. Without this attribute it is the column's name, snake_case.</summary>
/// <param name="name">The name, for example <c>itemCount</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name => name;
}

/// <summary>The value of an absent or null field. Without it, the property is nullable or messages must have the field.</summary>
/// <param name="value">A value of the property, for example -1. Bounds do not apply to it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IfAbsentAttribute(object value) : Attribute
{
    /// <summary>The value.</summary>
    public object Value => value;
}

/// <summary>
/// The instant is a number: milliseconds since 1970-01-01 UTC, in JSON with at most three decimals, in Avro a long.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EpochMillisecondsAttribute : Attribute;

/// <summary>
/// The key is not in the message: it is a UUID v8 from the SHA-256 of the stream's name and the values of other properties. It is also
/// the event id, so a message that is sent twice counts once. Only for the key of a stream without an envelope.
/// </summary>
/// <param name="properties">Properties of the record: whole numbers, and texts of at most 100 UTF-16 units.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DerivedFromAttribute(params string[] properties) : Attribute
{
    /// <summary>Properties of the record.</summary>
    public IReadOnlyList<string> Properties => properties;
}

/// <summary>Change events never change the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FixedAttribute : Attribute;

/// <summary>A text of bounded length.</summary>
/// <param name="min">Minimum length in UTF-16 units, 0 or more.</param>
/// <param name="max">Maximum length in UTF-16 units.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int min, int max) : Attribute
{
    /// <summary>Minimum length in UTF-16 units.</summary>
    public int Min => min;

    /// <summary>Maximum length in UTF-16 units.</summary>
    public int Max => max;

    /// <summary>Whether many events share few different texts, for example categories. Such texts are pooled.</summary>
    public bool Repeats { get; init; }
}

/// <summary>A text from a closed list.</summary>
/// <param name="values">The allowed texts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CodeAttribute(params string[] values) : Attribute
{
    /// <summary>The allowed texts.</summary>
    public IReadOnlyList<string> Values => values;
}

/// <summary>A number. Required for int, long and decimal.</summary>
/// <param name="min">Minimum.</param>
/// <param name="max">Maximum.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberAttribute(long min, long max) : Attribute
{
    /// <summary>Minimum.</summary>
    public long Min => min;

    /// <summary>Maximum.</summary>
    public long Max => max;

    /// <summary>Digits after the decimal point, 0–9. Used for decimal only.</summary>
    public int Decimals { get; init; }
}

/// <summary>
/// The texts of the field that reports may show: those that match a pattern, or those in a static list. Reports mask all other texts,
/// because any field of a malformed message can contain personal data.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShownAttribute : Attribute
{
    /// <summary>Allows texts that match a pattern.</summary>
    /// <param name="pattern">A regular expression for the whole text.</param>
    public ShownAttribute(string pattern) => Pattern = pattern;

    /// <summary>Allows the texts of a list.</summary>
    /// <param name="type">Type with the list.</param>
    /// <param name="property">Name of its static property, an <see cref="IEnumerable{T}"/> of string.</param>
    public ShownAttribute(Type type, string property) => (ListType, ListProperty) = (type, property);

    /// <summary>The pattern; null if a list is used.</summary>
    public string? Pattern { get; }

    /// <summary>The type with the list; null if a pattern is used.</summary>
    public Type? ListType { get; }

    /// <summary>Name of the static property with the list; null if a pattern is used.</summary>
    public string? ListProperty { get; }
}
