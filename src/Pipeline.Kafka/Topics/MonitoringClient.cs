using Confluent.Kafka;

namespace Pipeline.Kafka.Topics;

/// <summary>A client that only asks, and joins no group: a consumer for offsets, and its administration for metadata.</summary>
internal sealed class MonitoringClient : IDisposable
{
    public MonitoringClient(KafkaConnection connection)
    {
        Consumer = new ConsumerBuilder<Ignore, Ignore>(connection.Fill(new ConsumerConfig { GroupId = "log-ends", EnableAutoCommit = false }))
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
