namespace Pipeline.Kafka.Consuming;

/// <summary>A consumed message, kept until its batch is applied, because a dead letter needs its key and value.</summary>
/// <param name="Offset">Offset.</param>
/// <param name="Timestamp">Timestamp, UTC.</param>
/// <param name="Key">Key.</param>
/// <param name="Value">Value; null for a tombstone.</param>
/// <param name="TraceParent">Header traceparent; null if headers are not read or the trace is not recorded.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct ConsumedMessage(long Offset, DateTime Timestamp, byte[]? Key, byte[]? Value, string? TraceParent = null);
