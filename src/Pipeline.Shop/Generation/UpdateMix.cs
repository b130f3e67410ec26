namespace Pipeline.Shop.Generation;

/// <summary>The kind of row that an update changes.</summary>
public enum UpdateSubject
{
    /// <summary>The status of an order.</summary>
    Order,

    /// <summary>Price or stock of a product.</summary>
    Product,

    /// <summary>Grade or address of a user.</summary>
    User,
}

/// <summary>The relative frequency of updates of orders, products and users (assumed; edit as needed).</summary>
/// <param name="random">Used for every draw.</param>
public sealed class UpdateMix(SeededRandom random)
{
    private static readonly Weighted<UpdateSubject> Subjects = new(
        [(UpdateSubject.Order, 70), (UpdateSubject.Product, 20), (UpdateSubject.User, 10)]);

    /// <summary>The kind of the next update.</summary>
    public UpdateSubject Next() => random.Pick(Subjects);
}
