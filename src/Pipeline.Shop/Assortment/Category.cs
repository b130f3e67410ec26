namespace Pipeline.Shop.Assortment;

/// <summary>A kind of goods and its price band before a discount, won.</summary>
/// <param name="Noun">The noun, in Korean.</param>
/// <param name="From">Lower edge of the price band.</param>
/// <param name="To">Upper edge; the median price is the geometric mean of both.</param>
internal sealed record Goods(string Noun, int From, int To);

/// <summary>A category of the shop. <see cref="Categories"/> describes each property.</summary>
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
