namespace Pipeline.Kafka.Verification;

/// <summary>A range of offsets of a partition.</summary>
/// <param name="Partition">Number of the partition.</param>
/// <param name="From">First offset.</param>
/// <param name="To">First offset after the range.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OffsetRange(int Partition, long From, long To);
