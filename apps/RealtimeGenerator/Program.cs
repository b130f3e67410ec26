using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Worker;

// Live orders and products, or a shard's share of them, and the relay that sends them.
return await WorkerProgram.RunAsync(args, (services, settings) => services
    .AddShopWriter(settings)
    .AddRelay(settings)
    .AddRealtimeGenerator()
    .AddLiveTraffic());
