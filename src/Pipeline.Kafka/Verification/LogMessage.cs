namespace Pipeline.Kafka.Verification;

/// <summary>A message in a log.</summary>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Offset">Offset.</param>
/// <param name="Timestamp">Timestamp, UTC.</param>
/// <param name="Key">Key; null for a message without one.</param>
/// <param name="Value">Value; null for a tombstone.</param>
/// <param name="Headers">Headers.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogMessage(int Partition, long Offset, DateTime Timestamp, byte[]? Key, byte[]? Value, Headers Headers);
