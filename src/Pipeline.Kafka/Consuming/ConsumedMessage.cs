namespace Pipeline.Kafka.Consuming;

/// <summary>A message as it came, kept until its batch is settled: a dead letter needs it whole.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Timestamp">Its timestamp, UTC.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="TraceParent">Its trace, where headers are read and it is recorded.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct ConsumedMessage(long Offset, DateTime Timestamp, byte[]? Key, byte[]? Value, string? TraceParent = null);
