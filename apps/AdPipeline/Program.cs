using AdPipeline.Commands;

// Generates, explores and samples files of ad impressions and clicks.
return await ErrorReporter.GuardAsync(() => AdCommands.InvokeAsync(args));
