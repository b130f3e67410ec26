using Benchmarks.Commands;
using Pipeline.Embedded;
using Pipeline.Hosting.Health;

// The embedded parts are this program again, in a child process.
if (await EmbeddedParts.TryRunChildAsync(args) is { } exitCode)
    return exitCode;

return await Sentences.GuardAsync(() => BenchmarkCommands.InvokeAsync(args));
