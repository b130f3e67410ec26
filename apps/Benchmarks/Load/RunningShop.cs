using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Load;

/// <summary>The pipeline of one round in this process: writer, relay, and three members per group.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private const int MembersPerGroup = 3;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>A wait without progress for this long fails.</summary>
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

    /// <summary>The writer of the round's mode. It does not retry: a write that a server refuses throws.</summary>
    public IRecordWriter Writer => Services.GetRequiredService<IRecordWriter>();

    public ShopSeeder Seeder => SeederProgram.Create(Services, _shop.Settings);

    /// <summary>Starts writer, relay and consumers and waits until every partition has a member.</summary>
    /// <param name="shop">The round.</param>
    /// <param name="network">Counts the bytes of the Kafka clients.</param>
    /// <param name="sink">Decorates the sinks; null for none.</param>
    /// <param name="streams">The streams that are consumed.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<RunningShop> StartAsync(
        BenchmarkShop shop, NetworkMeter network, SinkDecorator? sink, IReadOnlyCollection<StreamDefinition> streams,
        CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddPipelineConsole(LogLevel.Error);
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetimeWithoutSignals>();
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = WorkerProgram.ShutdownTimeout;
            o.ServicesStopConcurrently = true;
        });
        var settings = shop.SettingsWithStatistics(network.AddStatistics);
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

    /// <summary>Waits until consumers have applied this many events, of all streams.</summary>
    public Task UntilAppliedAsync(long events, CancellationToken cancellationToken) =>
        UntilAsync(() => AppliedAsync(cancellationToken), events, "events are applied", cancellationToken);

    /// <summary>Events that consumers have applied, of all streams.</summary>
    public async Task<long> AppliedAsync(CancellationToken cancellationToken) =>
        (await _progress.ReadAsync(cancellationToken)).Sum(p => p.Applied);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        _host.Dispose();
    }

    /// <summary>A member writes the progress of a partition when the partition is assigned to it.</summary>
    private Task UntilAssignedAsync(IReadOnlyCollection<StreamDefinition> streams, CancellationToken cancellationToken)
    {
        var partitions = _shop.Settings.Kafka.StreamPartitions.Count(p => streams.Contains(p.Stream));
        return UntilAsync(AssignedAsync, partitions, "partitions have a consumer", cancellationToken);

        async Task<long> AssignedAsync() => (await _progress.ReadAsync(cancellationToken)).Count;
    }

    /// <summary>Waits until the count reaches a target.</summary>
    /// <exception cref="TimeoutException">The count has not grown for two minutes.</exception>
    public static async Task UntilAsync(Func<Task<long>> count, long target, string what, CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var last = -1L; ;)
        {
            var now = await count();
            if (now >= target)
                return;
            if (now > last)
                watch.Restart();
            else if (watch.Elapsed > Timeout)
                throw new TimeoutException($"Only {now:N0} of {target:N0} {what}; no progress for {Timeout.TotalSeconds:0} s.");
            last = now;
            await Task.Delay(Poll, cancellationToken);
        }
    }
}
