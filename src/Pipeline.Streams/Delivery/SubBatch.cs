using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Delivery;

/// <summary>Consecutive rows of a batch, and the offset range of the partition that they complete.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Expected">First offset of the range. The progress must equal it; otherwise another member changed the progress.</param>
/// <param name="Next">First offset after the range. Becomes the progress.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Start">First row.</param>
/// <param name="Count">Number of rows; 0 if the range has only duplicates, dead letters and skipped offsets.</param>
/// <param name="Duplicates">Messages in the range whose event is already in the batch.</param>
/// <param name="DeadLettered">Messages in the range that are stored as dead letters.</param>
/// <param name="Skipped">Offsets in the range without a message: transaction markers, aborted and compacted messages.</param>
public readonly record struct SubBatch(
    PartitionId Partition, long Expected, long Next, EventBatch Batch, int Start, int Count, int Duplicates, int DeadLettered,
    long Skipped = 0);
