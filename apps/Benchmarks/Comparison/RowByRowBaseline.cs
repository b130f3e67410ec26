using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>
/// The common way to write rows and events: SaveChanges per row, then an awaited ProduceAsync. An event is lost when the process ends
/// between the two.
/// </summary>
internal sealed class RowByRowBaseline(BenchmarkServers servers)
{
    public const string Name = "row by row";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    /// <returns>Rows per second, and the latency of a row.</returns>
    public async Task<(double RowsPerSecond, Latencies Latency)> RunAsync(CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(PipelineMode.Outbox.Settings, cancellationToken);
        var options = new DbContextOptionsBuilder<ShopContext>().UseNpgsql(shop.Database).Options;
        // The client's defaults, except the acknowledgements that are needed to lose no message.
        var config = shop.Settings.Kafka.Connection.Fill(new ProducerConfig { Acks = Acks.All, EnableIdempotence = true });
        using var producer = new ProducerBuilder<string, byte[]>(config)
            .SetLogHandler((_, _) => { })
            .Build();
        using var writer = new EventWriter();
        var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Users);
        var people = new People(new(shop.Settings.Write.Seed));
        var latency = new Latencies();
        // The first write compiles code and opens connections.
        await WriteAsync(0);
        var clock = Stopwatch.StartNew();
        var rows = 0;
        while (clock.Elapsed < Duration)
        {
            var began = clock.Elapsed;
            await WriteAsync(++rows);
            latency.Record(clock.Elapsed - began);
        }

        return (rows / clock.Elapsed.TotalSeconds, latency);

        async Task WriteAsync(long number)
        {
            var user = people.Create(number);
            await using var context = new ShopContext(options);
            context.Add(user);
            await context.SaveChangesAsync(cancellationToken);
            var value = writer.Write(Envelope.Create(ShopStreams.Users.Created, 1, TimeProvider.System), user);
            await producer.ProduceAsync(topic, new() { Key = user.UserId, Value = value }, cancellationToken);
        }
    }
}
