using Pipeline.Hosting.Health;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Resilience;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Hosting.Telemetry;

namespace Pipeline.Hosting.Composition;

/// <summary>Registers the parts of the pipeline. A process runs the parts that it adds.</summary>
public static class PipelineServices
{
    /// <summary>Timeout of one database attempt of a consumer. Longer than the command timeout, so that one fires first.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(35);

    /// <summary>For every process with a database: settings, clock, connections, and the startup checks of both servers.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, PipelineSettings settings)
    {
        var postgres = settings.Postgres;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Databases(postgres));
        services.AddSingleton(p => new ProgressReader(p.GetRequiredService<Databases>().SynchronousCommit));
        services.AddSingleton(_ => new WorkerReporter(TimeProvider.System));
        services.AddSingleton<StartupGate>();
        services.AddHostedService<StartupService>();
        return services;
    }

    /// <summary>Adds the event publisher, and the writer of WRITE_MODE=stream. Only the seeded randomness if KAFKA_ENABLED=false.</summary>
    public static IServiceCollection AddPublisher(this IServiceCollection services, PipelineSettings settings)
    {
        var (kafka, write, dirt, shard) = (settings.Kafka, settings.Write, settings.Dirt, settings.Shard);
        services.AddSingleton(new SeededRandom(write.Seed));
        if (!kafka.Enabled)
            return services;
        services.AddSingleton(p => new EventProducer(
            kafka.Connection, kafka.Producer, kafka.Topics, p.GetRequiredService<ILogger<EventProducer>>()));
        if (dirt.Rates is { } rates)
        {
            settings.Check();
            // Opened here, not on first use: a host that fails during its start logs a stack trace.
            var truth = DirtTruthFile.Open(dirt.TruthPath, write.Seed, rates);
            services.AddSingleton(_ => truth);
            services.AddSingleton(p => new DirtMixer(
                rates, kafka.StreamPartitions.CountBy(static partition => partition.Stream).ToDictionary(),
                shard.Own(p.GetRequiredService<SeededRandom>()).Fork("dirt", 0), TimeProvider.System));
        }

        services.AddSingleton(p => NewPublisher(p, settings));
        if (write.Mode == WriteMode.Stream)
        {
            services.AddSingleton<IRecordWriter>(
                p => new Kafka.Producing.StreamWriter(p.GetRequiredService<IEventPublisher>(), TimeProvider.System));
        }

        return services;
    }

    /// <summary>Adds the outbox relay. Adds nothing if KAFKA_ENABLED=false.</summary>
    public static IServiceCollection AddRelay(this IServiceCollection services, PipelineSettings settings)
    {
        if (!settings.Kafka.Enabled)
            return services;
        services.AddSingleton(p => new OutboxRelay(
            p.GetRequiredService<Databases>().SynchronousCommit, settings.Domain.Streams, p.GetRequiredService<IEventPublisher>(),
            p.GetRequiredService<ILogger<OutboxRelay>>()));
        return services.AddHostedService<RelayService>().AddHostedService<OutboxMonitor>();
    }

    /// <summary>Adds one member of a stream's consumer group. May be called several times.</summary>
    public static IServiceCollection AddConsumerMember(this IServiceCollection services, PipelineSettings settings, StreamDefinition stream)
    {
        var (kafka, member) = (settings.Kafka, new MemberParts(settings, stream));
        services.TryAddSingleton(_ => new DeadLetterTopic(kafka.Connection, kafka.Topics));
        services.TryAddSingleton<BreakerGauge>();
        services.TryAddSingleton(p => new RegistrySchemas(kafka.SchemaRegistry, p.GetRequiredService<ILogger<RegistrySchemas>>()));
        services.AddSingleton(stream); // StartupService checks its topic.
        return services.AddSingleton<IHostedService>(p => new ConsumerService(member.Create(p), p));
    }

    /// <summary>Adds the service that creates the partitions of processed_events in advance. Once per process.</summary>
    public static IServiceCollection AddPartitionMaintenance(this IServiceCollection services) =>
        services.AddHostedService<PartitionMaintenanceService>();

    /// <summary>For a consumer with KAFKA_ENABLED=false: logs that there is nothing to consume.</summary>
    public static IServiceCollection AddIdleNotice(this IServiceCollection services) => services.AddHostedService<IdleNoticeService>();

    /// <summary>Adds the verification of the database against the brokers.</summary>
    public static IServiceCollection AddVerifier(this IServiceCollection services, PipelineSettings settings)
    {
        var (kafka, verify) = (settings.Kafka, settings.Verify);
        return services.AddSingleton(p => new PipelineVerifier(kafka, verify, p.GetRequiredService<Databases>().SynchronousCommit));
    }

    /// <summary>
    /// Order towards Kafka: dirt, backpressure, coalescing, producer. Coalescing only in stream mode: the relay sends one list at a time.
    /// </summary>
    private static IEventPublisher NewPublisher(IServiceProvider p, PipelineSettings settings)
    {
        var producer = p.GetRequiredService<EventProducer>();
        IEventPublisher publisher = settings.Write.Mode == WriteMode.Stream ? new CoalescingPublisher(producer) : producer;
        if (settings.Kafka.MaxLag is { } maxLag)
            publisher = new BackpressuredPublisher(publisher, producer.Published, p.GetRequiredService<ProgressReader>(), maxLag);
        return settings.Dirt.Rates is null
            ? publisher
            : new DirtyPublisher(
                publisher, p.GetRequiredService<DirtMixer>(), settings.Kafka.Topics.Of, p.GetRequiredService<DirtTruthFile>(),
                p.GetRequiredService<ILogger<DirtyPublisher>>());
    }

    /// <summary>A member with its sink, breaker and dead letters.</summary>
    private sealed class MemberParts(PipelineSettings settings, StreamDefinition stream)
    {
        private readonly string _topic = settings.Kafka.Topics.Of(stream);
        private readonly BreakerOptions _breaker = settings.Breaker;
        private readonly MemberSettings _member = new()
        {
            Stream = stream,
            TopicName = settings.Kafka.Topics.Of(stream),
            BatchSize = settings.Consumer.Batch,
            SessionTimeout = settings.Kafka.SessionTimeout,
            NewGroupProtocol = settings.Kafka.NewGroupProtocol,
            GroupPrefix = settings.Kafka.GroupPrefix,
        };

        public ConsumerMember Create(IServiceProvider p)
        {
            var databases = p.GetRequiredService<Databases>();
            IBatchSink sink = new PostgresSink(databases.AsynchronousCommit);
            var breaker = new ConsecutiveFailureBreaker(
                _breaker, AttemptTimeout, p.GetRequiredService<ILogger<ConsecutiveFailureBreaker>>(), TimeProvider.System);
            p.GetService<MemberHealth>()?.Watch(breaker);
            p.GetRequiredService<BreakerGauge>().Watch(breaker, _topic, stream);
            var member = new ConsumerMember(
                settings.Kafka.Connection, stream.IsAvro ? _member with { Schemas = p.GetRequiredService<RegistrySchemas>() } : _member,
                new BreakerSink(p.GetService<SinkDecorator>()?.Invoke(sink) ?? sink, breaker, TimeProvider.System),
                new DeadLetterFallback(
                    p.GetRequiredService<DeadLetterTopic>(), new DeadLetterTable(databases.SynchronousCommit),
                    p.GetRequiredService<ILogger<DeadLetterFallback>>()),
                p.GetRequiredService<ILogger<ConsumerMember>>());
            p.GetRequiredService<WorkerReporter>().Watch(stream.ConsumerGroup, _topic, member.Status, breaker);
            return member;
        }
    }
}
