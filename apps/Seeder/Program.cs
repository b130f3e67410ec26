// Seeds users and products once, or a shard of them. Exit code 0: all rows are committed and their events acknowledged.
return await SeederProgram.RunAsync(args);
