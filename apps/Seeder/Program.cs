using Pipeline.Shop.Seeding;

// Users and products, once, or a shard's share of them; exit code 0 when all rows are committed and their events acknowledged.
return await SeederProgram.RunAsync(args);
