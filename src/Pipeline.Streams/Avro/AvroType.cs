namespace Pipeline.Streams.Avro;

/// <summary>A type of an Avro schema. Types can contain themselves.</summary>
public sealed class AvroType
{
    internal AvroType(AvroKind kind, params IReadOnlyList<AvroType> parts) => (Kind, Parts) = (kind, parts);

    /// <summary>Kind of the type.</summary>
    public AvroKind Kind { get; }

    /// <summary>Branches of a union, the items of an array, or the values of a map.</summary>
    public IReadOnlyList<AvroType> Parts { get; }

    /// <summary>Fields of a record, in the order of their values.</summary>
    public IReadOnlyList<AvroField> Fields { get; internal set; } = [];

    /// <summary>Bytes of a fixed.</summary>
    public int Size { get; internal init; }

    /// <summary>Reads a schema: JSON, as the Avro 1.12 specification declares it.</summary>
    /// <exception cref="FormatException">The text is not a schema, or refers to a type that it does not contain.</exception>
    public static AvroType Parse(string schema) => new AvroSchemaParser().Parse(schema);
}

/// <summary>A field of a record.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type.</param>
public sealed record AvroField(string Name, AvroType Type);

/// <summary>Kinds of Avro types. Logical types are the types that they annotate.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names of the Avro specification.")]
public enum AvroKind
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>One byte.</summary>
    Boolean,

    /// <summary>A 32-bit integer, zigzag and of variable length.</summary>
    Int,

    /// <summary>A 64-bit integer, encoded as <see cref="Int"/>.</summary>
    Long,

    /// <summary>Four bytes.</summary>
    Float,

    /// <summary>Eight bytes.</summary>
    Double,

    /// <summary>A length and bytes.</summary>
    Bytes,

    /// <summary>A length and UTF-8.</summary>
    String,

    /// <summary>The values of its fields.</summary>
    Record,

    /// <summary>The index of a symbol.</summary>
    Enum,

    /// <summary>Blocks of items.</summary>
    Array,

    /// <summary>Blocks of names and values.</summary>
    Map,

    /// <summary>The index of a branch, and its value.</summary>
    Union,

    /// <summary>A fixed number of bytes.</summary>
    Fixed,
}
