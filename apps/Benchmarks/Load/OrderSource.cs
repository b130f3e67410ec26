using Pipeline.Streams;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Envelopes;
using Pipeline.Streams.Shop;
using Pipeline.Simulation;
using Pipeline.Simulation.Shop;

namespace Benchmarks.Load;

/// <summary>Orders out of the simulation, as rows or as events ready to be sent. Not thread-safe.</summary>
internal sealed class OrderSource : IDisposable
{
    private const int Customers = 10_000;
    private const int Articles = 20_000;

    private readonly OrderBehaviour _behaviour;
    private readonly List<Customer> _customers;
    private readonly List<Article> _articles;
    private readonly EventWriter _writer = new();

    public OrderSource(SeededRandom random)
        : this(random.Fork("benchmark orders", 0), NewCustomers(random), NewArticles(random))
    {
    }

    private OrderSource(SeededRandom orders, List<Customer> customers, List<Article> articles) =>
        (_behaviour, _customers, _articles) = (new(orders), customers, articles);

    /// <summary>Several of one shop, for several threads: the same customers and articles, orders of their own.</summary>
    public static IEnumerable<OrderSource> Several(SeededRandom random, int count)
    {
        var (customers, articles) = (NewCustomers(random), NewArticles(random));
        return Enumerable.Range(0, count).Select(n => new OrderSource(random.Fork("benchmark orders", n), customers, articles));
    }

    public Order Next() => _behaviour.Create(_customers, _articles, Microseconds.Truncate(TimeProvider.System.GetUtcNow().UtcDateTime));

    /// <summary>Orders placed at this moment.</summary>
    public List<Order> Next(int count)
    {
        var orders = new List<Order>(count);
        for (var i = 0; i < count; i++)
            orders.Add(Next());
        return orders;
    }

    /// <summary>The event of a new order.</summary>
    public EventMessage NextEvent()
    {
        var order = Next();
        var envelope = Envelope.Create(EventType.OrderCreated, 1, TimeProvider.System);
        return new(
            ShopTopic.Orders, System.Text.Encoding.UTF8.GetBytes(order.UserId), _writer.Write(envelope, order), envelope.EventId, envelope.Type.Name(), TraceParent: null);
    }

    public void Dispose() => _writer.Dispose();

    private static List<Customer> NewCustomers(SeededRandom random)
    {
        var people = new People(random);
        return [.. Enumerable.Range(1, Customers).Select(n => people.Create(n)).Select(u => new Customer(u.UserId, u.AddressDistrict, u.Gender, u.Age))];
    }

    private static List<Article> NewArticles(SeededRandom random)
    {
        var catalog = new Catalog(random);
        return [.. Enumerable.Range(1, Articles).Select(n => catalog.Create(n)).Select(p => new Article(p.ProductId, p.Category, p.Price))];
    }
}
