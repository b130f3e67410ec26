namespace Pipeline.Shop.Generation;

/// <summary>The fields of a product that an order needs.</summary>
/// <param name="ProductId">product_id.</param>
/// <param name="Category">Category, in Korean. All users accept an unknown category equally.</param>
/// <param name="Price">Price after the discount, won, 0 or more.</param>
public readonly record struct ProductOffer(string ProductId, string Category, int Price);
