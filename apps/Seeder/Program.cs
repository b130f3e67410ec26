using Pipeline.Shop.Seeding;

// Customers and products, once, or a shard's share of them; exit code 0 when all of them are where they belong.
return await SeederProgram.RunAsync(args);
