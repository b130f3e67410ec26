using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Pipeline.Kafka.Verification;

/// <summary>A stretch of a partition's log.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">First offset behind it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OffsetRange(int Partition, long From, long To);

/// <summary>A message as the log holds it.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Offset">Its offset.</param>
/// <param name="Timestamp">Its timestamp, UTC.</param>
/// <param name="Value">Its value; null is a tombstone.</param>
/// <param name="Headers">Its headers.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LogMessage(int Partition, long Offset, DateTime Timestamp, byte[]? Value, Headers Headers);
