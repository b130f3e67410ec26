using Pipeline.Cli.Commands;
using Pipeline.Embedded.Startup;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Worker;

// The embedded parts of `pipeline run` are this program again, in a child process.
if (await EmbeddedParts.TryRunChildAsync(args) is { } exitCode)
    return exitCode;

return await ErrorReporter.GuardAsync(() => PipelineCommands.InvokeAsync(args));
