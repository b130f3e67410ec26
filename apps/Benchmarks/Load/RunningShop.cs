using Benchmarks.Measuring;
using Benchmarks.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Worker;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.Verification;
using Pipeline.Shop.Records;
using Pipeline.Shop.Seeding;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Benchmarks.Load;

/// <summary>The pipeline of one round in this process: writer, relay, three members a group.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private const int MembersPerGroup = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>How long nothing may move: a member that died is not waited for.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly BenchmarkShop _shop;
    private readonly IHost _host;
    private readonly ProgressReader _progress;

    private RunningShop(BenchmarkShop shop, IHost host)
    {
        (_shop, _host) = (shop, host);
        _progress = new(shop.Database);
    }

    public IServiceProvider Services => _host.Services;

    /// <summary>The writer of the round's mode, without repetition: what the servers refuse is an exception.</summary>
    public IRecordWriter Writer => Services.GetRequiredService<IRecordWriter>();

    public ShopSeeder Seeder => SeederProgram.Create(Services, _shop.Settings);

    /// <summary>Starts everything and waits until every partition has its member.</summary>
    /// <param name="shop">The round.</param>
    /// <param name="network">Counts bytes.</param>
    /// <param name="sink">Stands before the sinks; null: nothing does.</param>
    /// <param name="streams">Whose consumers run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RunningShop> StartAsync(
        BenchmarkShop shop, NetworkMeter network, SinkDecorator? sink, IReadOnlyCollection<StreamDefinition> streams, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddPipelineConsole(LogLevel.Error);
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetimeWithoutSignals>();
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = WorkerProgram.ShutdownTimeout;
            o.ServicesStopConcurrently = true;
        });
        var settings = shop.Settings with
        {
            Kafka = shop.Settings.Kafka with { Connection = shop.Settings.Kafka.Connection with { Statistics = network.Take } },
        };
        builder.Services.AddPipeline(settings).AddShopWriter(settings).AddRelay(settings);
        if (sink is not null)
            builder.Services.AddSingleton(sink);
        foreach (var stream in settings.Kafka.Enabled ? streams : [])
        {
            for (var member = 0; member < MembersPerGroup; member++)
                builder.Services.AddConsumerMember(settings, stream);
        }

        var running = new RunningShop(shop, builder.Build());
        try
        {
            await running._host.StartAsync(cancellationToken);
            if (settings.Kafka.Enabled)
                await running.UntilAssignedAsync(streams, cancellationToken);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many events have taken effect, of all streams together.</summary>
    public Task UntilAppliedAsync(long events, CancellationToken cancellationToken) =>
        UntilAsync(() => AppliedAsync(cancellationToken), events, "events take effect", cancellationToken);

    /// <summary>Events that have taken effect.</summary>
    public async Task<long> AppliedAsync(CancellationToken cancellationToken) => (await _progress.ReadAsync(cancellationToken)).Sum(p => p.Applied);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        _host.Dispose();
    }

    /// <summary>A member writes the first progress of a partition when it gets it.</summary>
    private Task UntilAssignedAsync(IReadOnlyCollection<StreamDefinition> streams, CancellationToken cancellationToken)
    {
        var partitions = _shop.Settings.Kafka.StreamPartitions.Count(p => streams.Contains(p.Stream));
        return UntilAsync(async () => (long)(await _progress.ReadAsync(cancellationToken)).Count, partitions, "partitions have a consumer", cancellationToken);
    }

    /// <summary>Waits until the count has come so far.</summary>
    /// <exception cref="TimeoutException">It has stood still for two minutes.</exception>
    public static async Task UntilAsync(Func<Task<long>> count, long wanted, string what, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var last = -1L; ;)
        {
            var now = await count();
            if (now >= wanted)
                return;
            if (now > last)
                watch.Restart();
            else if (watch.Elapsed > Timeout)
                throw new TimeoutException($"{now:N0} of {wanted:N0} {what}, and for {Timeout.TotalSeconds:0} s no more.");
            last = now;
            await Task.Delay(Poll, cancellationToken);
        }
    }
}
