namespace Pipeline.Shop.Live;

/// <summary>A row and the version of the event that wrote it last.</summary>
/// <typeparam name="T">Order, product or customer.</typeparam>
/// <param name="Row">The row.</param>
/// <param name="Version">Its version, 1 or more.</param>
public readonly record struct Versioned<T>(T Row, int Version);
