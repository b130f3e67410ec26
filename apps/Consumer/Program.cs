// One process is one member of the consumer group of the stream CONSUMER_TOPIC.
return await WorkerProgram.RunAsync(AllDomains.Joined, args, (services, settings) =>
{
    if (args.Length > 0)
        settings.Reader.Fault("A consumer takes no arguments: Kafka assigns the partitions to the members of a group.");
    // Read without a stream too, so that all faults are reported at once.
    var (kafka, consumer, _) = (settings.Kafka, settings.Consumer, settings.Breaker);
    if (settings.Reader.OptionalText("CONSUMER_TOPIC") is null)
        settings.Reader.Fault($"CONSUMER_TOPIC is not set: set it to {settings.Domain.Streams.Names}.");
    if (!kafka.Enabled)
        services.AddIdleNotice();
    else if (consumer.Stream is { } stream)
        services.AddConsumerMember(settings, stream).AddPartitionMaintenance();
});
