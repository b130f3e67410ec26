using Benchmarks.Commands;
using Benchmarks.Limits;

// The embedded parts and the measured consumer run this program as a child process.
if (await EmbeddedParts.TryRunChildAsync(args) is { } exitCode)
    return exitCode;
if (args is [ConsumerProcess.Verb])
{
    return await WorkerProgram.RunAsync(ShopSettings.Domain, [], (services, settings) =>
        services.AddConsumerMember(settings, settings.Consumer.Stream!).AddPartitionMaintenance());
}

return await ErrorReporter.GuardAsync(() => BenchmarkCommands.InvokeAsync(args));
