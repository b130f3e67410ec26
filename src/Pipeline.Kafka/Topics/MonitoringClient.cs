namespace Pipeline.Kafka.Topics;

/// <summary>A read-only client that joins no group: a consumer for offsets, and its admin client for metadata.</summary>
internal sealed class MonitoringClient : IDisposable
{
    public MonitoringClient(KafkaConnection connection)
    {
        var config = AdminClients.ConnectedToAll(
            connection.Fill(new ConsumerConfig { GroupId = "log-ends", EnableAutoCommit = false }));
        Consumer = new ConsumerBuilder<Ignore, Ignore>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        Admin = new DependentAdminClientBuilder(Consumer.Handle).Build();
    }

    public IConsumer<Ignore, Ignore> Consumer { get; }

    public IAdminClient Admin { get; }

    public void Dispose()
    {
        Admin.Dispose();
        Consumer.Dispose();
    }
}
