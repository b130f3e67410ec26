namespace Pipeline.Streams.Delivery;

/// <summary>A change of a row that is there already.</summary>
/// <typeparam name="T">Order, product or customer.</typeparam>
/// <param name="Before">The state it started from: version <paramref name="Version"/> − 1.</param>
/// <param name="After">The state afterwards, with the same key.</param>
/// <param name="Version">Version of the new state, 2 or more.</param>
public readonly record struct Change<T>(T Before, T After, int Version);
