namespace Pipeline.Streams.Definitions;

/// <summary>The record defines a stream. <see cref="StreamRegistry"/> finds all records with this attribute in an assembly.</summary>
/// <param name="name">
/// Logical name, plural, lower case. Gives the table, the consumer group <c>NAME-consumers</c> and the dead-letter topic
/// <c>NAME.dlq</c>.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StreamAttribute(string name) : Attribute
{
    /// <summary>Logical name.</summary>
    public string Name => name;

    /// <summary>Default name of the topic. Null: the logical name.</summary>
    public string? Topic { get; init; }

    /// <summary>Sort order among the streams of the assembly, ascending.</summary>
    public int Position { get; init; } = int.MaxValue;
}

/// <summary>
/// Messages are flat JSON: an object with the fields of the record and no envelope. Each message creates a row with version 1, and rows
/// never change. Producers publish to Kafka directly, without the outbox. Replaces <see cref="CreatedByAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FlatJsonAttribute : Attribute;

/// <summary>
/// Messages are Avro records, each after the id of its schema in a schema registry (<see cref="Avro.RegistryFraming"/>). Writers may use
/// any schema with the record's fields. Otherwise as <see cref="FlatJsonAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AvroRecordAttribute : Attribute;

/// <summary>The event type that creates a row with version 1.</summary>
/// <param name="type">Name in the envelope, for example <c>review_created</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CreatedByAttribute(string type) : Attribute
{
    /// <summary>Name in the envelope.</summary>
    public string Type => type;
}

/// <summary>The event type that changes a row and increments its version. Without this attribute, rows never change.</summary>
/// <param name="type">Name in the envelope, for example <c>review_changed</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ChangedByAttribute(string type) : Attribute
{
    /// <summary>Name in the envelope.</summary>
    public string Type => type;

    /// <summary>
    /// The only property that the event changes; the envelope then has the value before the change as <c>previous_COLUMN</c>.
    /// Null: the event may change all properties except the keys and those with <see cref="Columns.FixedAttribute"/>.
    /// </summary>
    public string? Only { get; init; }
}

/// <summary>Projections ignore a row if this property has one of the values.</summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountedUnlessAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values => values;
}

/// <summary>Projections count a row only if this property has one of the values.</summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountedIfAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values => values;
}

/// <summary>
/// The record is a row of a projection: counts and sums over the rows of a stream, updated in the transaction that applies a batch.
/// Each property has <see cref="PartitionNumberAttribute"/>, <see cref="GroupByAttribute"/>, <see cref="CountAttribute"/> or
/// <see cref="SumAttribute"/>.
/// </summary>
/// <param name="table">Name of the table.</param>
/// <param name="stream">Record type of the stream.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProjectionAttribute(string table, Type stream) : Attribute
{
    /// <summary>Name of the table.</summary>
    public string Table => table;

    /// <summary>Record type of the stream.</summary>
    public Type Stream => stream;
}

/// <summary>The property of a projection with the Kafka partition. Sums are per partition, so consumers never lock the same row.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartitionNumberAttribute : Attribute;

/// <summary>
/// A property by which a projection groups. A DateOnly property groups by the UTC date of an instant. No projection of the stream counts a
/// row in which the value is null.
/// </summary>
/// <param name="property">Property of the stream's record.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GroupByAttribute(string property) : Attribute
{
    /// <summary>Property of the stream's record.</summary>
    public string Property => property;

    /// <summary>
    /// Minutes of a window: groups an instant by the start of its window. Windows follow each other without gap or overlap, and the first
    /// of a UTC day begins at midnight. A divisor of 1440; 0 to group by the value.
    /// </summary>
    public int Minutes { get; init; }
}

/// <summary>A property of a projection that counts rows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountAttribute : Attribute;

/// <summary>A property of a projection that sums a number of the stream's record. Null counts as 0.</summary>
/// <param name="property">Property of the stream's record.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SumAttribute(string property) : Attribute
{
    /// <summary>Property of the stream's record.</summary>
    public string Property => property;
}
