using LogSimulator.Commands;

// Simulates the logs of several services: over HTTP, into files, and into Kafka. GUIDE/LOGS.md has the addresses and commands.
return await ErrorReporter.GuardWorkerAsync(() => LogCommands.InvokeAsync(args));
