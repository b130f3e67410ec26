using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;

// Live orders and products, and the relay that sends them.
return await WorkerProgram.RunAsync(args, (services, settings) => services
    .AddShopWriter(settings)
    .AddRelay(settings)
    .AddRealtimeGenerator()
    .AddLiveTraffic());
