namespace AdPipeline.Commands;

/// <summary><c>consume</c>: one member of the consumer group of ad_events, as the program Consumer with CONSUMER_TOPIC=ad_events.</summary>
internal static class ConsumeCommand
{
    public static Command Create()
    {
        var command = new Command("consume", "Write ad_events_raw into ad_events and its windows, until Ctrl+C.");
        command.SetAction((_, _) => WorkerProgram.RunAsync(AdSettings.Domain, [], static (services, settings) =>
        {
            var (kafka, _, _) = (settings.Kafka, settings.Consumer, settings.Breaker);
            if (kafka.Enabled)
                services.AddConsumerMember(settings, AdStreams.Events).AddPartitionMaintenance();
            else
                services.AddIdleNotice();
        }));
        return command;
    }
}
