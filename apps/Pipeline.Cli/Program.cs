using Pipeline.Embedded;

// Before anything else: this program also is its own embedded Kafka and PostgreSQL, started again as a child.
if (await EmbeddedParts.TryRunChildAsync(args) is { } exitCode)
    return exitCode;

await Console.Error.WriteLineAsync("usage: pipeline COMMAND");
return 2;
