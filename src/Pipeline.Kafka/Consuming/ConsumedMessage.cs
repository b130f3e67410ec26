namespace Pipeline.Kafka.Consuming;

/// <summary>A message as it came, kept until its batch is settled: a dead letter needs it whole.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct ConsumedMessage(long Offset, DateTime Timestamp, byte[]? Key, byte[]? Value);
