namespace Pipeline.Simulation.Shop;

/// <summary>What an update is about.</summary>
public enum UpdateSubject
{
    /// <summary>The status of an order.</summary>
    Order,

    /// <summary>Price or stock of a product.</summary>
    Product,

    /// <summary>Grade or address of a customer.</summary>
    User,
}

/// <summary>How often orders, products and customers are updated, compared with each other (assumed; edit it freely).</summary>
/// <param name="random">Drawn from with every question.</param>
public sealed class UpdateMix(SeededRandom random)
{
    private static readonly Weighted<UpdateSubject> Subjects = new(
        [(UpdateSubject.Order, 70), (UpdateSubject.Product, 20), (UpdateSubject.User, 10)]);

    /// <summary>What the next update is about.</summary>
    public UpdateSubject Next() => random.Pick(Subjects);
}
