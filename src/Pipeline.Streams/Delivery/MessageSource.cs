namespace Pipeline.Streams.Delivery;

/// <summary>Position of a message in Kafka. The original position identifies a dead letter.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Offset">Offset.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct MessageSource(string Topic, int Partition, long Offset)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}/{Partition} offset {Offset}";
}
