namespace Pipeline.Kafka.Producing;

/// <summary>The values of a message's three headers, in the order of the names given to <see cref="DirectProducer"/>.</summary>
/// <param name="first">Value of the first header.</param>
/// <param name="second">Value of the second header.</param>
/// <param name="third">Value of the third header.</param>
public readonly ref struct HeaderValues(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
{
    /// <summary>Value of the first header.</summary>
    public ReadOnlySpan<byte> First { get; } = first;

    /// <summary>Value of the second header.</summary>
    public ReadOnlySpan<byte> Second { get; } = second;

    /// <summary>Value of the third header.</summary>
    public ReadOnlySpan<byte> Third { get; } = third;
}
