namespace Pipeline.Streams.Delivery;

/// <summary>A message that could not be processed, with everything needed to diagnose it and to send it again.</summary>
/// <param name="Partition">Original partition.</param>
/// <param name="Offset">Original offset.</param>
/// <param name="Timestamp">Original timestamp, UTC.</param>
/// <param name="Key">Original key.</param>
/// <param name="Value">Original value; null for a tombstone.</param>
/// <param name="EventId">Event id; null if it could not be read.</param>
/// <param name="Version">Version; null if it could not be read.</param>
/// <param name="Reason">Name of a refusal or of a fault in the fault table.</param>
/// <param name="Detail">Name of the invalid field, never its value.</param>
/// <param name="SqlState">SQLSTATE if the database refused the row.</param>
/// <param name="Attempts">Number of attempts to write the row; 0 if the message was refused before.</param>
public sealed record DeadLetter(
    PartitionId Partition, long Offset, DateTime Timestamp, byte[]? Key, byte[]? Value, Guid? EventId, int? Version,
    string Reason, string? Detail, string? SqlState, int Attempts)
{
    /// <summary>Original headers in their order; empty if they could not be read.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];

    /// <summary>Id of the original topic; zero if it was not known. A recreated topic has another id.</summary>
    public Guid TopicId { get; init; }

    /// <summary>Identity of the dead letter: two dead letters with the same source are one.</summary>
    public MessageSource Source => new(Partition.TopicName, Partition.Partition, Offset, TopicId);
}
