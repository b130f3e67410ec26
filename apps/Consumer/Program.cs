using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Worker;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Faults;

// One process is one member of the consumer group of the stream CONSUMER_TOPIC.
return await WorkerProgram.RunAsync(ShopSettings.Domain, args, (services, settings) =>
{
    if (args.Length > 0)
        settings.Reader.Fault("A consumer takes no arguments: Kafka assigns the partitions to the members of a group.");
    if (settings.Consumer.Stream is not { } stream)
        settings.Reader.Fault($"CONSUMER_TOPIC is not set: set it to {settings.Domain.Streams.Names}.");
    else if (!settings.Kafka.Enabled)
        services.AddIdleNotice();
    else
        services.AddConsumerMember(settings, stream).AddPartitionMaintenance();
});
