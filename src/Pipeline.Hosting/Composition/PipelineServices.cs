using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Resilience;
using Pipeline.Hosting.Startup;
using Pipeline.Hosting.Telemetry;
using Pipeline.Kafka;
using Pipeline.Kafka.Consuming;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Kafka.Producing;
using Pipeline.Operations.Metrics;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.DeadLetters;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Postgres.Verification;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Composition;

/// <summary>The parts of the pipeline as verbs: what a process does is the list of those it calls.</summary>
public static class PipelineServices
{
    /// <summary>What every process has: settings, clock, database, and the check that both servers are there.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new Databases(settings.Postgres));
        services.AddSingleton(p => new ProgressReader(p.GetRequiredService<Databases>().Durable));
        services.AddSingleton(_ => new WorkerReporter(TimeProvider.System));
        services.AddSingleton<StartupGate>();
        services.AddHostedService<StartupService>();
        return services;
    }

    /// <summary>Writing: rows with their outbox, or Kafka alone, as WRITE_MODE says.</summary>
    public static IServiceCollection AddShopWriter(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddSingleton(new SeededRandom(settings.Write.Seed));
        services.AddSingleton(p => new RetryingNumbers(
            new ShopNumbers(p.GetRequiredService<Databases>().Durable), p.GetRequiredService<ILogger<RetryingNumbers>>()));
        services.AddPublisher(settings);
        if (settings.Write.Mode == WriteMode.Stream)
            return services.AddSingleton<IRecordWriter>(p => new Kafka.Producing.StreamWriter(p.GetRequiredService<IEventPublisher>(), TimeProvider.System));

        services.AddSingleton(_ => new OutboxInterceptor(settings.Kafka.Enabled, TimeProvider.System));
        services.AddPooledDbContextFactory<ShopContext>((p, options) => options
            .UseNpgsql(p.GetRequiredService<Databases>().Durable)
            .AddInterceptors(p.GetRequiredService<OutboxInterceptor>()));
        return services.AddSingleton<IRecordWriter>(p => new OutboxWriter(
            p.GetRequiredService<IDbContextFactory<ShopContext>>(), settings.Kafka.Enabled, TimeProvider.System));
    }

    /// <summary>Sending what the outbox holds. Nothing without Kafka.</summary>
    public static IServiceCollection AddRelay(this IServiceCollection services, PipelineSettings settings)
    {
        if (!settings.Kafka.Enabled)
            return services;
        services.AddSingleton(p => new OutboxRelay(
            p.GetRequiredService<Databases>().Durable, p.GetRequiredService<IEventPublisher>(), p.GetRequiredService<ILogger<OutboxRelay>>()));
        return services.AddHostedService<RelayService>().AddHostedService<OutboxWatch>();
    }

    /// <summary>One member of a stream's consumer group. May be called several times.</summary>
    public static IServiceCollection AddConsumerMember(this IServiceCollection services, PipelineSettings settings, StreamDefinition stream)
    {
        services.TryAddSingleton(p => new DeadLetterTopic(settings.Kafka.Connection, settings.Kafka.Topics));
        services.TryAddSingleton<BreakerGauge>();
        services.AddSingleton<IHostedService>(p => new ConsumerService(NewMember(p, settings, stream), p));
        return services;
    }

    /// <summary>The ledger's partitions, kept ahead of time. Once a process.</summary>
    public static IServiceCollection AddLedgerUpkeep(this IServiceCollection services) => services.AddHostedService<LedgerUpkeepService>();

    /// <summary>For a consumer that has nothing to consume.</summary>
    public static IServiceCollection AddIdleNotice(this IServiceCollection services) => services.AddHostedService<IdleNoticeService>();

    /// <summary>Runs the generator for as long as the process runs.</summary>
    public static IServiceCollection AddLiveTraffic(this IServiceCollection services) => services.AddHostedService<LiveTrafficService>();

    /// <summary>The source of live orders and products.</summary>
    public static IServiceCollection AddRealtimeGenerator(this IServiceCollection services)
    {
        services.AddSingleton(p => new RealtimeGenerator(
            p.GetRequiredService<PipelineSettings>(), new ShopReader(p.GetRequiredService<PipelineSettings>(), p.GetRequiredService<Databases>().Durable),
            new RetryingWriter(p.GetRequiredService<IRecordWriter>(), p.GetRequiredService<ILogger<RetryingWriter>>()),
            p.GetRequiredService<RetryingNumbers>(), p.GetRequiredService<SeededRandom>()));
        return services;
    }

    /// <summary>Verification against the database and the brokers.</summary>
    public static IServiceCollection AddVerifier(this IServiceCollection services) =>
        services.AddSingleton(p => new PipelineVerifier(p.GetRequiredService<PipelineSettings>(), p.GetRequiredService<Databases>().Durable));

    private static void AddPublisher(this IServiceCollection services, PipelineSettings settings)
    {
        if (!settings.Kafka.Enabled)
            return;
        services.AddSingleton(p => new EventProducer(
            settings.Kafka.Connection, settings.Kafka.Producer, settings.Kafka.Topics, p.GetRequiredService<ILogger<EventProducer>>()));
        if (settings.Dirt.Rates is { } rates)
        {
            // Opened here and not when it is first asked for: a host that fails in the middle of its start logs a stack trace.
            var truth = DirtTruthFile.Open(settings.Dirt.TruthPath, settings.Write.Seed, rates);
            services.AddSingleton(_ => truth);
            services.AddSingleton(p => new DirtMixer(
                rates, settings.Kafka.StreamPartitions.CountBy(partition => partition.Stream).ToDictionary(),
                settings.Shard.Own(p.GetRequiredService<SeededRandom>()).Fork("dirt", 0), TimeProvider.System));
        }

        services.AddSingleton(p => NewPublisher(p, settings));
    }

    /// <summary>In the order of the way to Kafka: dirt, backpressure, convoys (the relay sends one list after another by itself), producer.</summary>
    private static IEventPublisher NewPublisher(IServiceProvider p, PipelineSettings settings)
    {
        var producer = p.GetRequiredService<EventProducer>();
        IEventPublisher publisher = settings.Write.Mode == WriteMode.Stream ? new ConvoyPublisher(producer) : producer;
        if (settings.Kafka.MaxLag is { } maxLag)
            publisher = new BackpressuredPublisher(publisher, producer.Published, p.GetRequiredService<ProgressReader>(), maxLag);
        return settings.Dirt.Rates is null
            ? publisher
            : new DirtyPublisher(
                publisher, p.GetRequiredService<DirtMixer>(), settings.Kafka.Topics, p.GetRequiredService<DirtTruthFile>(),
                p.GetRequiredService<ILogger<DirtyPublisher>>());
    }

    private static ConsumerMember NewMember(IServiceProvider p, PipelineSettings settings, StreamDefinition stream)
    {
        var databases = p.GetRequiredService<Databases>();
        IBatchSink sink = new PostgresSink(databases.Replayable);
        var breaker = new ConsecutiveFailureBreaker(
            settings.Breaker, TimeSpan.FromSeconds(35), p.GetRequiredService<ILogger<ConsecutiveFailureBreaker>>(), TimeProvider.System);
        p.GetService<MemberHealth>()?.Watch(breaker);
        p.GetRequiredService<BreakerGauge>().Watch(breaker, settings.Kafka.Topics.Of(stream), stream);
        var member = new ConsumerMember(
            settings.Kafka.Connection,
            new MemberSettings
            {
                Stream = stream,
                TopicName = settings.Kafka.Topics.Of(stream),
                BatchSize = settings.Consumer.Batch,
                SessionTimeout = settings.Kafka.SessionTimeout,
                NewGroupProtocol = settings.Kafka.NewGroupProtocol,
                GroupPrefix = settings.Kafka.GroupPrefix,
            },
            new BreakerSink(p.GetService<SinkDecorator>()?.Invoke(sink) ?? sink, breaker, TimeProvider.System),
            new DeadLetterFallback(
                p.GetRequiredService<DeadLetterTopic>(), new DeadLetterTable(databases.Durable), p.GetRequiredService<ILogger<DeadLetterFallback>>()),
            p.GetRequiredService<ILogger<ConsumerMember>>());
        p.GetRequiredService<WorkerReporter>().Watch(stream.ConsumerGroup, settings.Kafka.Topics.Of(stream), member.Status, breaker);
        return member;
    }
}
