namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Generates rows of the shop without writing them.</summary>
public class Generation
{
    private readonly SampleShop _shop = new();
    private OrderBehaviour? _behaviour;

    [GlobalSetup]
    public void Setup() => _behaviour = _shop.NewBehaviour();

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Users()
    {
        var years = 0;
        for (var number = 0; number < SampleShop.Events; number++)
            years += _shop.People.Create(number).Age;
        return years;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Products()
    {
        var stock = 0;
        for (var number = 0; number < SampleShop.Events; number++)
            stock += _shop.Catalog.Create(number).Stock;
        return stock;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Orders()
    {
        var quantity = 0;
        for (var i = 0; i < SampleShop.Events; i++)
            quantity += _behaviour!.Create(_shop.Profiles, _shop.Offers, SampleShop.Now).Quantity;
        return quantity;
    }
}
