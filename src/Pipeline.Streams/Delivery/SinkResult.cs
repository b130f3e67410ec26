namespace Pipeline.Streams.Delivery;

/// <summary>What a slice did.</summary>
/// <param name="Fenced">Nothing: the progress did not stand where the slice began. Another member owns the partition.</param>
/// <param name="NextOffset">Where the progress stands now.</param>
/// <param name="Applied">Events that took effect.</param>
/// <param name="Duplicates">Events that had taken effect before.</param>
public readonly record struct SinkResult(bool Fenced, long NextOffset, int Applied, int Duplicates);
