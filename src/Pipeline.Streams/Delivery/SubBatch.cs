using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Delivery;

/// <summary>A run of rows of a batch, and the stretch of the partition's log that it settles.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Expected">First offset of the stretch; the progress must stand here, or another member has moved it.</param>
/// <param name="Next">First offset behind the stretch; the progress stands here afterwards.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Start">First row of the run.</param>
/// <param name="Count">Rows in the run; 0 when the stretch holds only messages without effect.</param>
/// <param name="Duplicates">Messages of the stretch whose event was in the batch before.</param>
/// <param name="DeadLettered">Messages of the stretch that are in the dead-letter topic.</param>
public readonly record struct SubBatch(
    PartitionId Partition, long Expected, long Next, EventBatch Batch, int Start, int Count, int Duplicates, int DeadLettered);
