namespace Pipeline.Streams.Delivery;

/// <summary>Result of applying a sub-batch.</summary>
/// <param name="Fenced">Nothing was applied, because another member changed the progress of the partition.</param>
/// <param name="NextOffset">The progress now: the next offset to apply.</param>
/// <param name="Applied">Number of events applied.</param>
/// <param name="Duplicates">Number of events skipped because they were already applied.</param>
public readonly record struct SinkResult(bool Fenced, long NextOffset, int Applied, int Duplicates);
