namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Outbox shard, topic and headers of events.</summary>
public class Routing : IDisposable
{
    /// <summary>Does not connect: a producer connects when it sends its first message.</summary>
    private readonly EventProducer _producer = new(
        new KafkaConnection { BootstrapServers = "localhost:9092" }, new ProducerSettings(), new TopicNames(ShopStreams.Registry),
        NullLogger<EventProducer>.Instance);

    private string[] _keys = [];
    private EventMessage[] _events = [];
    private DeadLetter[] _deadLetters = [];

    [GlobalSetup]
    public void Setup()
    {
        var shop = new SampleShop();
        _keys = Array.ConvertAll(shop.Orders, static order => order.UserId);
        _events = [.. shop.OrderMessages().Select((value, i) => new EventMessage(
            ShopStreams.Orders, Encoding.UTF8.GetBytes(_keys[i]), value, shop.Envelope(ShopStreams.Orders.Created).EventId,
            ShopStreams.Orders.Created.Name, TraceParent: null))];
        _deadLetters = [.. _events.Select((message, offset) => new DeadLetter(
            new(ShopStreams.Orders, "orders", offset % 3), offset, SampleShop.Now, message.Key, message.Value,
            message.EventId, Version: 1, "constraint", Detail: null, "22003", Attempts: 1))];
    }

    [GlobalCleanup]
    public void Dispose() => _producer.Dispose();

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int OutboxShards()
    {
        var shards = 0;
        foreach (var key in _keys)
            shards += OutboxShard.Of(key);
        return shards;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int KafkaMessages()
    {
        var headers = 0;
        foreach (var message in _events)
            headers += _producer.ToKafka(message).Message.Headers.Count;
        return headers;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int DeadLetters()
    {
        var headers = 0;
        foreach (var deadLetter in _deadLetters)
            headers += DeadLetterHeaders.Write(deadLetter).Count;
        return headers;
    }
}
