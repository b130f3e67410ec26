using Microsoft.Extensions.DependencyInjection;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Worker;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

// One process is one member of the group that CONSUMER_TOPIC chooses.
return await WorkerProgram.RunAsync(args, (services, settings) =>
{
    if (args.Length > 0)
        throw new SettingsException(["A consumer takes no arguments: the members of a group share its partitions by themselves."]);
    if (settings.Consumer.Stream is not { } stream)
        throw new SettingsException(["CONSUMER_TOPIC is not set: set it to users, products or orders."]);
    if (!settings.Kafka.Enabled)
        services.AddIdleNotice();
    else
        services.AddConsumerMember(settings, stream).AddPartitionMaintenance();
});
