namespace Pipeline.Streams.Definitions;

/// <summary>The record is the definition of a stream. It is found by this attribute when its assembly is registered.</summary>
/// <param name="name">Logical name, plural, lower case: the table, the default topic, <c>NAME-consumers</c> and <c>NAME.dlq</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StreamAttribute(string name) : Attribute
{
    /// <summary>Logical name.</summary>
    public string Name => name;

    /// <summary>Place among the streams of its assembly wherever streams are listed.</summary>
    public int Position { get; init; } = int.MaxValue;
}

/// <summary>The event type that brings a new row, version 1.</summary>
/// <param name="type">Name in the envelope, for example <c>order_created</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CreatedByAttribute(string type) : Attribute
{
    /// <summary>Name in the envelope.</summary>
    public string Type => type;
}

/// <summary>The event type that changes a row and raises its version. A stream without it never changes a row.</summary>
/// <param name="type">Name in the envelope, for example <c>order_status_changed</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ChangedByAttribute(string type) : Attribute
{
    /// <summary>Name in the envelope.</summary>
    public string Type => type;

    /// <summary>
    /// The only property that a change changes; the envelope of the change then carries its earlier value as <c>previous_COLUMN</c>.
    /// Null: all but the key and properties marked as fixed.
    /// </summary>
    public string? Only { get; init; }
}

/// <summary>Projections count a row unless this property has one of the values.</summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountedUnlessAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values => values;
}

/// <summary>
/// The record is a row of a projection: sums over the rows of a stream, kept in the transaction that applies the stream's batch.
/// Its properties say what they hold by <see cref="PartitionNumberAttribute"/>, <see cref="GroupByAttribute"/>,
/// <see cref="CountAttribute"/> and <see cref="SumAttribute"/>.
/// </summary>
/// <param name="table">Table.</param>
/// <param name="stream">Record of the stream.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProjectionAttribute(string table, Type stream) : Attribute
{
    /// <summary>Table.</summary>
    public string Table => table;

    /// <summary>Record of the stream.</summary>
    public Type Stream => stream;
}

/// <summary>The property of a projection that holds the Kafka partition. Sums are kept per partition, so consumers do not share rows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartitionNumberAttribute : Attribute;

/// <summary>A property by which a projection groups. A DateOnly property takes the UTC date of an instant.</summary>
/// <param name="property">Property of the stream's record.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GroupByAttribute(string property) : Attribute
{
    /// <summary>Property of the stream's record.</summary>
    public string Property => property;
}

/// <summary>A property of a projection that counts rows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountAttribute : Attribute;

/// <summary>A property of a projection that sums a whole number of the stream's record.</summary>
/// <param name="property">Property of the stream's record.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SumAttribute(string property) : Attribute
{
    /// <summary>Property of the stream's record.</summary>
    public string Property => property;
}
