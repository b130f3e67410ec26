namespace Pipeline.Streams.Delivery;

/// <summary>Position of a message in Kafka. The original position identifies a dead letter.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset.</param>
/// <param name="TopicId">Id of the topic; zero if it is not known. A recreated topic has another id and the same offsets.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct MessageSource(string Topic, int Partition, long Offset, Guid TopicId = default)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}/{Partition} offset {Offset}";
}
