namespace Pipeline.Kafka;

/// <summary>Passes bytes through unchanged. Unlike the serializers of Confluent.Kafka it accepts null, the value of a tombstone.</summary>
internal sealed class RawBytesSerializer : ISerializer<byte[]?>, IDeserializer<byte[]?>
{
    public static readonly RawBytesSerializer Instance = new();

    public byte[]? Serialize(byte[]? data, SerializationContext context) => data;

    public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
}
