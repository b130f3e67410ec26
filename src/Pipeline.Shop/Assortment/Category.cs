namespace Pipeline.Shop.Assortment;

/// <summary>A kind of goods and its price band before a discount, won.</summary>
/// <param name="Noun">The noun, in Korean.</param>
/// <param name="From">Lower edge of the price band.</param>
/// <param name="To">Upper edge; the median price is the geometric mean of both.</param>
internal sealed record Goods(string Noun, int From, int To);

/// <summary>A category of the shop. The name of a product is brand + adjective + noun + option.</summary>
internal sealed record Category(string Name)
{
    /// <summary>Invented names. Each brand is in one category only.</summary>
    public required string[] Brands { get; init; }

    public required string[] Adjectives { get; init; }

    public required string[] Options { get; init; }

    public required Goods[] Goods { get; init; }

    /// <summary>Typical number of pieces in stock.</summary>
    public required int Stock { get; init; }

    /// <summary>Preference of women over men (assumed); 1: none, 2: twice as often.</summary>
    public double Women { get; init; } = 1;

    /// <summary>Preference of people under 40 over others (assumed); 1: none, 2: twice as often.</summary>
    public double Young { get; init; } = 1;
}
