using Confluent.Kafka;

namespace Pipeline.Kafka;

/// <summary>Bytes as they are. The library's own serializers do not take null; a tombstone must come through as it is.</summary>
internal sealed class Bytes : ISerializer<byte[]?>, IDeserializer<byte[]?>
{
    public static readonly Bytes AsTheyAre = new();

    public byte[]? Serialize(byte[]? data, SerializationContext context) => data;

    public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => isNull ? null : data.ToArray();
}
