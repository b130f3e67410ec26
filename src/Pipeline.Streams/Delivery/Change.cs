using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Delivery;

/// <summary>A change of an existing row.</summary>
/// <typeparam name="T">Record of a stream.</typeparam>
/// <param name="Before">The record before the change, version <paramref name="Version"/> − 1.</param>
/// <param name="After">The record after the change, with the same key.</param>
/// <param name="Version">Version after the change, 2 to <see cref="Envelope.MaxVersion"/>.</param>
public readonly record struct Change<T>(T Before, T After, int Version)
{
    /// <summary>Whether the version is in its range. Writers drop a change of a row that has the highest version.</summary>
    public bool IsPossible => Version is > 1 and <= Envelope.MaxVersion;
}
