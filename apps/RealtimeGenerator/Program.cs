using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Worker;
using Pipeline.Shop;
using Pipeline.Shop.Settings;

// Live orders and products, or a shard's share of them, and the relay that sends them.
return await WorkerProgram.RunAsync(ShopSettings.Domain, args, (services, settings) => services
    .AddShopWriter(settings)
    .AddRelay(settings)
    .AddLiveTraffic(settings));
