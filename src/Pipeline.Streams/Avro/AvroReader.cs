namespace Pipeline.Streams.Avro;

/// <summary>
/// Reads Avro's binary encoding. A method returns false if the bytes end too early or are not such a value. Reads nothing beyond the
/// bytes and never loops longer than they last, whatever they are.
/// </summary>
/// <param name="bytes">The values, one after the other.</param>
public ref struct AvroReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Maximum nesting of a value that is skipped.</summary>
    private const int MaxDepth = 64;

    private const int MaxVariableLength = 10;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Number of bytes that are not read.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads an int or a long.</summary>
    public bool TryReadLong(out long value)
    {
        var bits = 0UL;
        var length = Math.Min(_rest.Length, MaxVariableLength);
        for (var i = 0; i < length; i++)
        {
            var b = _rest[i];
            bits |= (ulong)(b & 0x7F) << (7 * i);
            if (b >= 0x80)
                continue;
            // The tenth byte has one bit left.
            if (i == MaxVariableLength - 1 && b > 1)
                break;
            _rest = _rest[(i + 1)..];
            value = (long)(bits >> 1) ^ -(long)(bits & 1);
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Reads bytes, or a string as UTF-8 that is not checked.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        if (!TryReadLong(out var length) || length < 0 || length > _rest.Length)
        {
            value = default;
            return false;
        }

        value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Reads the index of a union's branch.</summary>
    public bool TryReadBranch(int branches, out int branch)
    {
        var isRead = TryReadLong(out var index) && index >= 0 && index < branches;
        branch = isRead ? (int)index : 0;
        return isRead;
    }

    /// <summary>Skips a value.</summary>
    public bool TrySkip(AvroType type) => TrySkip(type, MaxDepth);

    private bool TrySkip(AvroType type, int depth) => depth > 0 && type.Kind switch
    {
        AvroKind.Null => true,
        AvroKind.Boolean => TrySkip(1),
        AvroKind.Int or AvroKind.Long or AvroKind.Enum => TryReadLong(out _),
        AvroKind.Float => TrySkip(4),
        AvroKind.Double => TrySkip(8),
        AvroKind.Bytes or AvroKind.String => TryReadBytes(out _),
        AvroKind.Fixed => TrySkip(type.Size),
        AvroKind.Union => TryReadBranch(type.Parts.Count, out var branch) && TrySkip(type.Parts[branch], depth - 1),
        AvroKind.Record => TrySkipFields(type, depth),
        _ => TrySkipBlocks(type, depth),
    };

    private bool TrySkip(int count)
    {
        if (count > _rest.Length)
            return false;
        _rest = _rest[count..];
        return true;
    }

    private bool TrySkipFields(AvroType record, int depth)
    {
        for (var i = 0; i < record.Fields.Count; i++)
        {
            if (!TrySkip(record.Fields[i].Type, depth - 1))
                return false;
        }

        return true;
    }

    /// <summary>Skips an array or a map: blocks of a count and as many items, until a block is empty.</summary>
    private bool TrySkipBlocks(AvroType type, int depth)
    {
        while (TryReadLong(out var count))
        {
            if (count == 0)
                return true;
            if (count < 0)
            {
                // A negative count is followed by the size of the block.
                if (!TryReadLong(out var size) || size < 0 || size > _rest.Length || !TrySkip((int)size))
                    return false;
                continue;
            }

            for (; count > 0; count--)
            {
                var before = _rest.Length;
                if ((type.Kind == AvroKind.Map && !TryReadBytes(out _)) || !TrySkip(type.Parts[0], depth - 1))
                    return false;
                // Items without bytes, such as nulls: their number has no limit, so they are not counted.
                if (_rest.Length == before)
                    break;
            }
        }

        return false;
    }
}
