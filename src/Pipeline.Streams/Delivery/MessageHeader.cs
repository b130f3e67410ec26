namespace Pipeline.Streams.Delivery;

/// <summary>A header of a message in Kafka.</summary>
/// <param name="Name">Its name; names may repeat.</param>
/// <param name="Value">Its bytes; Kafka knows null as well as empty.</param>
public readonly record struct MessageHeader(string Name, byte[]? Value);
