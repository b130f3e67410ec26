using MusicSimulator.Commands;

// Generates the events of a music service's listeners and writes them to a Kafka topic, a file, or both. GUIDE/MUSIC.md has the model.
return await ErrorReporter.GuardAsync(() => SimulatorCommands.InvokeAsync(args));
