using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>Derives the key of a flat stream from other columns, see <see cref="DerivedFromAttribute"/>. Allocates nothing.</summary>
internal sealed class DerivedKey
{
    /// <summary>Maximum number of hashed bytes. Limited, because they are on the stack.</summary>
    private const int MaxBytes = 512;

    private readonly byte[] _name;
    private readonly (Column Column, int Index)[] _parts;
    private readonly int _keyIndex;

    private DerivedKey(StreamDefinition stream, IEnumerable<string> properties)
    {
        _name = Encoding.UTF8.GetBytes(stream.Name);
        _parts = [.. properties.Select(stream.Property).Select(column => (column, stream.IndexOf(column.Name)))];
        _keyIndex = stream.KeyIndex;
    }

    /// <summary>Reads <see cref="DerivedFromAttribute"/> from the properties of a record.</summary>
    /// <returns>Null if the stream has no derived key.</returns>
    /// <exception cref="InvalidOperationException">The key cannot be derived.</exception>
    public static DerivedKey? Read(StreamDefinition stream, PropertyInfo[] properties)
    {
        var derived = properties.Where(static p => p.IsDefined(typeof(DerivedFromAttribute))).ToList();
        if (derived.Count == 0)
            return null;
        if (!stream.IsFlat || derived is not [var property] || stream.Key.PropertyName != property.Name || stream.Key is not UuidColumn)
        {
            throw new InvalidOperationException(
                $"{stream.RecordType.Name}.{derived[0].Name} has [DerivedFrom] and is not the Guid key of a record with [FlatJson].");
        }

        var key = new DerivedKey(stream, property.GetCustomAttribute<DerivedFromAttribute>()!.Properties);
        var isBounded = Array.TrueForAll(key._parts, static p => p.Column is { IsNullable: false, MaxUtf8Length: not null });
        if (!isBounded || key._parts.Length == 0
            || key._name.Length + key._parts.Sum(static p => 1 + p.Column.MaxUtf8Length!.Value) > MaxBytes)
        {
            throw new InvalidOperationException(
                $"{stream.RecordType.Name}.{property.Name} must be derived from one or more whole numbers and short texts, not nullable.");
        }

        return key;
    }

    /// <summary>Derives the key of the row at index <see cref="EventBatch.Count"/> and writes it there.</summary>
    public Guid Set(EventBatch batch)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        _name.CopyTo(bytes);
        var length = _name.Length;
        foreach (var (column, index) in _parts)
        {
            // A separator. No text contains U+0000, so rows with different values never have the same bytes.
            bytes[length++] = 0;
            length += column.WriteUtf8(batch.Values[index], batch.Count, bytes[length..]);
        }

        var key = DerivedEventId.OfBytes(bytes[..length]);
        ((ColumnValues<Guid>)batch.Values[_keyIndex]).Rows[batch.Count] = key;
        return key;
    }
}
