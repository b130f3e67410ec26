namespace Pipeline.Simulation.Shop;

/// <summary>A kind of goods on a shelf and what it costs before a discount, won.</summary>
/// <param name="Noun">In Korean.</param>
/// <param name="From">Lower edge of the price band.</param>
/// <param name="To">Upper edge; most prices lie around the (geometric) middle.</param>
internal sealed record Goods(string Noun, int From, int To);

/// <summary>A category of the shop. What each property does to the data is said where the categories are listed.</summary>
internal sealed record Category(string Name)
{
    public required string[] Brands { get; init; }

    public required string[] Adjectives { get; init; }

    public required string[] Options { get; init; }

    public required Goods[] Goods { get; init; }

    public required int Stock { get; init; }

    public double Women { get; init; } = 1;

    public double Young { get; init; } = 1;
}
