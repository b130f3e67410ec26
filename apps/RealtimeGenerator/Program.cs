// Generates live orders and products, or a shard of them, and runs the relay that sends their events.
return await WorkerProgram.RunAsync(ShopSettings.Domain, args, (services, settings) => services
    .AddShopWriter(settings)
    .AddRelay(settings)
    .AddLiveTraffic(settings));
