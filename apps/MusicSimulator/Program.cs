using MusicSimulator.Commands;

// Generates the events of a streaming service's listeners, into a Kafka topic, a file, or both. GUIDE/MUSIC.md has the model.
return await ErrorReporter.GuardAsync(() => SimulatorCommands.InvokeAsync(args));
