using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Kafka.Consuming;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Kafka.Topics;
using Pipeline.Postgres.DeadLetters;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Streams.Avro;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>A member of a consumer group that runs until it is stopped.</summary>
internal sealed class RunningMember : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly DeadLetterTopic _deadLetters;
    private readonly Task _run;

    public RunningMember(
        TestDatabase database, TestTopics topics, StreamDefinition stream, int batch = 200, IBatchSink? sink = null,
        TopicNames? deadLettersOf = null, ISchemaSource? schemas = null)
    {
        _deadLetters = new(topics.Connection, deadLettersOf ?? topics.Names);
        var settings = new MemberSettings
        {
            Stream = stream,
            Schemas = schemas,
            TopicName = topics.Names.Of(stream),
            GroupPrefix = topics.GroupPrefix,
            BatchSize = batch,
            SessionTimeout = topics.SessionTimeout,
        };
        var letters = new DeadLetterFallback(_deadLetters, new DeadLetterTable(database.Source), NullLogger<DeadLetterFallback>.Instance);
        Member = new(topics.Connection, settings, sink ?? new PostgresSink(database.Source), letters, Log);
        _run = Member.RunAsync(_stop.Token);
    }

    public ConsumerMember Member { get; }

    public LogLines<ConsumerMember> Log { get; } = new();

    /// <summary>Drains and leaves the group.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Eventually.Deadline);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _deadLetters.Dispose();
        _stop.Dispose();
    }
}
