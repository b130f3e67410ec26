using Pipeline.Shop.Live;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;

namespace Pipeline.Shop;

/// <summary>Registers the parts of the shop. <see cref="PipelineServices"/> registers the others.</summary>
public static class ShopServices
{
    /// <summary>Adds the writer of WRITE_MODE: to the tables and the outbox, or only to Kafka.</summary>
    public static IServiceCollection AddShopWriter(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddPublisher(settings);
        services.AddSingleton(p => new RetryingNumbers(
            new ShopNumbers(p.GetRequiredService<Databases>().SynchronousCommit), p.GetRequiredService<ILogger<RetryingNumbers>>()));
        var publish = settings.Kafka.Enabled;
        services.AddPooledDbContextFactory<ShopContext>((p, options) => options
            .UseNpgsql(p.GetRequiredService<Databases>().SynchronousCommit)
            .AddInterceptors(new OutboxInterceptor(ShopStreams.Registry, publish, TimeProvider.System)));
        if (settings.Write.Mode == WriteMode.Outbox)
        {
            services.AddSingleton<IRecordWriter>(p => new OutboxWriter<ShopContext>(
                p.GetRequiredService<IDbContextFactory<ShopContext>>(), publish, TimeProvider.System));
        }

        return services;
    }

    /// <summary>Adds the generator of live orders, products and updates, but does not start it.</summary>
    public static IServiceCollection AddRealtimeGenerator(this IServiceCollection services, PipelineSettings settings)
    {
        // Read here to report faults before anything starts.
        _ = (settings.Realtime, settings.Shard, settings.Write);
        return services.AddSingleton(p => new RealtimeGenerator(
            settings,
            new ShopReader(
                settings, p.GetRequiredService<IDbContextFactory<ShopContext>>(), p.GetRequiredService<Databases>().SynchronousCommit),
            new RetryingWriter(p.GetRequiredService<IRecordWriter>(), p.GetRequiredService<ILogger<RetryingWriter>>()),
            p.GetRequiredService<RetryingNumbers>(), p.GetRequiredService<SeededRandom>()));
    }

    /// <summary>Adds the generator, and a service that runs it until the process stops.</summary>
    public static IServiceCollection AddLiveTraffic(this IServiceCollection services, PipelineSettings settings) =>
        services.AddRealtimeGenerator(settings).AddHostedService<LiveTrafficService>();
}
