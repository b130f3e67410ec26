namespace Pipeline.Streams.Avro;

/// <summary>
/// The bytes before an Avro record in a message: 0, then the id of the schema, four bytes in big-endian order. Source: Confluent Schema
/// Registry, "Wire format".
/// </summary>
public static class RegistryFraming
{
    /// <summary>The first byte.</summary>
    public const byte MagicByte = 0;

    /// <summary>Number of bytes before the record.</summary>
    public const int HeaderLength = 5;

    /// <summary>Reads the id of the schema.</summary>
    /// <returns>False if the message does not begin with a header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out int schemaId)
    {
        var isFramed = message.Length >= HeaderLength && message[0] == MagicByte;
        schemaId = isFramed ? BinaryPrimitives.ReadInt32BigEndian(message[1..]) : 0;
        return isFramed;
    }

    /// <summary>Writes a header.</summary>
    public static void Write(Span<byte> message, int schemaId)
    {
        message[0] = MagicByte;
        BinaryPrimitives.WriteInt32BigEndian(message[1..], schemaId);
    }
}
