using Pipeline.Streams.Avro;

namespace Pipeline.Streams.Columns;

/// <summary>
/// One field of a record. Decoding, batch arrays, SQL types, the Entity Framework mapping and masking all use this definition.
/// </summary>
public abstract class Column
{
    private protected Column(ColumnDescription description)
    {
        (PropertyName, IsNullable, IsPersonal) = (description.PropertyName, description.IsNullable, description.IsPersonal);
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(PropertyName);
        IsRequired = !IsNullable && description.Absent is null;
        JsonName = description.JsonName ?? Name;
        Utf8Name = Encoding.UTF8.GetBytes(JsonName);
        EncodedName = JsonEncodedText.Encode(JsonName);
    }

    /// <summary>Name in the table, snake_case.</summary>
    public string Name { get; }

    /// <summary>Name in JSON and Avro: <see cref="Name"/>, unless the property has <see cref="JsonNameAttribute"/>.</summary>
    public string JsonName { get; }

    /// <summary>Name of the record's property.</summary>
    public string PropertyName { get; }

    /// <summary>Whether the value may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether messages must have the field: its column is not nullable and has no value for an absent field.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether the value is personal data. Personal values are never shown or logged.</summary>
    public bool IsPersonal { get; }

    /// <summary>Digits after the decimal point; 0 for other types than decimal.</summary>
    public virtual int Decimals => 0;

    /// <summary>Whether the value is an instant that is a number in JSON, see <see cref="EpochMillisecondsAttribute"/>.</summary>
    public virtual bool IsEpoch => false;

    /// <summary>Type of the values, without its nullability.</summary>
    public abstract Type ValueType { get; }

    /// <summary>Type in PostgreSQL, for example <c>bigint</c>.</summary>
    public abstract string SqlType { get; }

    /// <summary>Maximum text length in UTF-16 units; null for a list of codes and for other types.</summary>
    public virtual int? MaxLength => null;

    /// <summary>The name in JSON as UTF-8, to compare with a JSON property.</summary>
    internal byte[] Utf8Name { get; }

    /// <summary>The name as it is written to JSON.</summary>
    internal JsonEncodedText EncodedName { get; }

    /// <summary>Maximum size of a value as UTF-8, bytes; null if no key can be derived from the column.</summary>
    internal virtual int? MaxUtf8Length => null;

    /// <summary>Type of the value in Avro; null if Avro messages cannot have the field.</summary>
    internal virtual AvroKind? AvroKind => null;

    /// <summary>Creates an array for a batch.</summary>
    internal abstract ColumnValues NewValues(int capacity);

    /// <summary>Reads the current JSON value, which is not null, into a row.</summary>
    internal abstract Refusal Read(ref Utf8JsonReader json, ColumnValues values, int row);

    /// <summary>Reads the next Avro value, which has <see cref="AvroKind"/> or a type that is encoded alike, into a row.</summary>
    internal abstract Refusal Read(ref AvroReader avro, ColumnValues values, int row);

    /// <summary>Sets the value of a row to that of an absent field. The column is not <see cref="IsRequired"/>.</summary>
    internal abstract void Clear(ColumnValues values, int row);

    /// <summary>Writes the value of a row as UTF-8, at most <see cref="MaxUtf8Length"/> bytes, and returns its length.</summary>
    internal virtual int WriteUtf8(ColumnValues values, int row, Span<byte> utf8) => throw new NotSupportedException();

    /// <summary>Whether the value of a row is null.</summary>
    internal abstract bool IsNull(ColumnValues values, int row);

    /// <summary>The value of a row as text, for keys and derived ids.</summary>
    public abstract string TextAt(ColumnValues values, int row);

    /// <summary>A 64-bit hash of the value of a row, the same in every process.</summary>
    public abstract ulong HashAt(ColumnValues values, int row);

    /// <summary>Whether two rows have the same value.</summary>
    public abstract bool AreEqual(ColumnValues values, int row, int other);

    /// <summary>Whether reports may show this text: the column is not personal and the text has the format of its values.</summary>
    public virtual bool Shows(string text) => false;

    /// <summary>Whether reports may show a number with this many characters.</summary>
    public virtual bool ShowsNumber(int length) => false;
}

/// <inheritdoc/>
/// <typeparam name="T">Type of the values; <see cref="Nullable{T}"/> for a nullable value type.</typeparam>
public abstract class Column<T> : Column
{
    private readonly T _absent;

    private protected Column(ColumnDescription description) : base(description) =>
        _absent = description.Absent is T absent ? absent : default!;

    /// <inheritdoc/>
    public override Type ValueType => typeof(T);

    /// <inheritdoc/>
    internal sealed override ColumnValues NewValues(int capacity) => new ColumnValues<T>(capacity);

    /// <inheritdoc/>
    internal sealed override Refusal Read(ref Utf8JsonReader json, ColumnValues values, int row) =>
        Read(ref json, out ((ColumnValues<T>)values).Rows[row]);

    /// <inheritdoc/>
    internal sealed override Refusal Read(ref AvroReader avro, ColumnValues values, int row) =>
        Read(ref avro, out ((ColumnValues<T>)values).Rows[row]);

    /// <inheritdoc/>
    internal sealed override void Clear(ColumnValues values, int row) => Of(values)[row] = _absent;

    /// <inheritdoc/>
    internal sealed override bool IsNull(ColumnValues values, int row) => Of(values)[row] is null;

    /// <inheritdoc/>
    public override string TextAt(ColumnValues values, int row) => string.Create(CultureInfo.InvariantCulture, $"{Of(values)[row]}");

    /// <inheritdoc/>
    public override bool AreEqual(ColumnValues values, int row, int other) =>
        EqualityComparer<T>.Default.Equals(Of(values)[row], Of(values)[other]);

    /// <summary>Reads the current JSON value, which is not null.</summary>
    internal abstract Refusal Read(ref Utf8JsonReader json, out T value);

    /// <summary>Reads the next Avro value, see <see cref="Column.Read(ref AvroReader, ColumnValues, int)"/>.</summary>
    internal virtual Refusal Read(ref AvroReader avro, out T value) => throw new NotSupportedException();

    /// <summary>Writes a value that is not null as JSON.</summary>
    internal abstract void Write(Utf8JsonWriter json, T value);

    private protected static T[] Of(ColumnValues values) => ((ColumnValues<T>)values).Rows;
}

/// <summary>The constructor arguments that all kinds of column share.</summary>
/// <param name="PropertyName">Name of the record's property.</param>
/// <param name="IsNullable">Whether the property is nullable.</param>
/// <param name="IsPersonal">Whether the property has <see cref="PersonalAttribute"/>.</param>
/// <param name="JsonName">Name from <see cref="JsonNameAttribute"/>; null without the attribute.</param>
/// <param name="Shown">Returns whether reports may show a text; null if they may show none.</param>
/// <param name="Absent">Value of an absent field; null if it has none.</param>
internal sealed record ColumnDescription(
    string PropertyName, bool IsNullable, bool IsPersonal, string? JsonName = null, Func<string, bool>? Shown = null,
    object? Absent = null);
