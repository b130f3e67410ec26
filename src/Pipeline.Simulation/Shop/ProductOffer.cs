namespace Pipeline.Simulation.Shop;

/// <summary>What ordering needs to know about a product.</summary>
/// <param name="ProductId">product_id.</param>
/// <param name="Category">Category, in Korean; one the shop does not know is liked by everyone alike.</param>
/// <param name="Price">Price after the discount, won, 0 or more.</param>
public readonly record struct ProductOffer(string ProductId, string Category, int Price);
