namespace Pipeline.Streams.Delivery;

/// <summary>A message given up, with everything needed to understand it and to send it again.</summary>
/// <param name="Partition">Where it came from.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Timestamp">Its timestamp there, UTC.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
/// <param name="EventId">Its event id, where one could be read.</param>
/// <param name="Version">Its version, where one could be read.</param>
/// <param name="Reason">Why: a refusal or a name of the fault table.</param>
/// <param name="Detail">The field at fault, never its content.</param>
/// <param name="SqlState">SQLSTATE, where the database refused it.</param>
/// <param name="Attempts">How often it was tried; 0 when it was refused on sight.</param>
public sealed record DeadLetter(
    PartitionId Partition, long Offset, DateTime Timestamp, byte[]? Key, byte[]? Value, Guid? EventId, int? Version,
    string Reason, string? Detail, string? SqlState, int Attempts)
{
    /// <summary>The message's own headers, in their order; none where they could not be read.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];

    /// <summary>Where it came from: letters of the same source are the same letter.</summary>
    public MessageSource Source => new(Partition.TopicName, Partition.Partition, Offset);
}
