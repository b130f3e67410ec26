namespace Pipeline.Streams.Delivery;

/// <summary>A header of a Kafka message.</summary>
/// <param name="Name">Name. A message can have several headers with the same name.</param>
/// <param name="Value">Bytes. Null and empty are different values.</param>
public readonly record struct MessageHeader(string Name, byte[]? Value);
