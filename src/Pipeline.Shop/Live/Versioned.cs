namespace Pipeline.Shop.Live;

/// <summary>A row and its version.</summary>
/// <typeparam name="T">Order, product or user.</typeparam>
/// <param name="Row">The row.</param>
/// <param name="Version">Version of the event that wrote the row last, 1 to <see cref="Envelope.MaxVersion"/>.</param>
public readonly record struct Versioned<T>(T Row, int Version);
