namespace Pipeline.Streams.Avro;

/// <summary>Writes Avro's binary encoding into a buffer that is large enough.</summary>
/// <param name="buffer">The buffer.</param>
public ref struct AvroWriter(Span<byte> buffer)
{
    /// <summary>Maximum size of an int, bytes.</summary>
    public const int MaxIntLength = 5;

    /// <summary>Maximum size of a long, bytes.</summary>
    public const int MaxLongLength = 10;

    private readonly Span<byte> _buffer = buffer;

    /// <summary>Number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Writes <see cref="RegistryFraming"/>: the bytes before a record.</summary>
    public void WriteHeader(int schemaId)
    {
        RegistryFraming.Write(_buffer[Length..], schemaId);
        Length += RegistryFraming.HeaderLength;
    }

    /// <summary>Writes an int or a long, or the index of a union's branch.</summary>
    public void WriteLong(long value)
    {
        var bits = (ulong)(value << 1) ^ (ulong)(value >> 63);
        for (; bits >= 0x80; bits >>= 7)
            _buffer[Length++] = (byte)(bits | 0x80);
        _buffer[Length++] = (byte)bits;
    }

    /// <summary>Writes bytes, or a string as UTF-8.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        value.CopyTo(_buffer[Length..]);
        Length += value.Length;
    }
}
