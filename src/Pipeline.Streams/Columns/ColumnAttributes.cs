namespace Pipeline.Streams.Columns;

/// <summary>The property is part of the stream's natural key. Exactly one property has it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyAttribute : Attribute;

/// <summary>The property is the Kafka key: events with the same value keep their order. Without it the natural key is the Kafka key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartitionByAttribute : Attribute;

/// <summary>The value says something about a person: reports mask it, logs and metrics never hold it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute : Attribute;

/// <summary>No change event changes the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FixedAttribute : Attribute;

/// <summary>A text.</summary>
/// <param name="min">Fewest UTF-16 units, 0 or more.</param>
/// <param name="max">Most UTF-16 units.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int min, int max) : Attribute
{
    /// <summary>Fewest UTF-16 units.</summary>
    public int Min => min;

    /// <summary>Most UTF-16 units.</summary>
    public int Max => max;

    /// <summary>Whether few different texts come in many events, as categories do. Such texts are pooled.</summary>
    public bool Repeats { get; init; }
}

/// <summary>A text out of a closed list.</summary>
/// <param name="values">The list.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CodeAttribute(params string[] values) : Attribute
{
    /// <summary>The list.</summary>
    public IReadOnlyList<string> Values => values;
}

/// <summary>A number. Required for int, long and decimal.</summary>
/// <param name="min">Least value.</param>
/// <param name="max">Greatest value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberAttribute(long min, long max) : Attribute
{
    /// <summary>Least value.</summary>
    public long Min => min;

    /// <summary>Greatest value.</summary>
    public long Max => max;

    /// <summary>Decimals of a decimal, 0–9.</summary>
    public int Decimals { get; init; }
}

/// <summary>
/// Which texts of the field reports may show: those that match a pattern, or those of a static property. Other texts are masked,
/// because in a broken message any text may stand in any field.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShownAttribute : Attribute
{
    /// <summary>Texts that match a pattern.</summary>
    /// <param name="pattern">A regular expression for the whole text.</param>
    public ShownAttribute(string pattern) => Pattern = pattern;

    /// <summary>Texts of a list.</summary>
    /// <param name="type">Type with the list.</param>
    /// <param name="property">Name of its static property, an <see cref="IEnumerable{T}"/> of string.</param>
    public ShownAttribute(Type type, string property) => (ListType, ListProperty) = (type, property);

    /// <summary>The pattern, where there is one.</summary>
    public string? Pattern { get; }

    /// <summary>The type with the list, where there is one.</summary>
    public Type? ListType { get; }

    /// <summary>Its property.</summary>
    public string? ListProperty { get; }
}
