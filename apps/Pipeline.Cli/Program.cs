using Pipeline.Cli.Commands;

// `pipeline run` starts this program again as a child process for each embedded server.
if (await EmbeddedParts.TryRunChildAsync(args) is { } exitCode)
    return exitCode;

return await ErrorReporter.GuardAsync(() => PipelineCommands.InvokeAsync(args));
