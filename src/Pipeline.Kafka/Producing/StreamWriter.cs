namespace Pipeline.Kafka.Producing;

/// <summary>WRITE_MODE=stream: writes to Kafka only and waits for all acknowledgements. Consumers write to the database.</summary>
public sealed class StreamWriter(IEventPublisher publisher, TimeProvider time) : IRecordWriter
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
        where T : class
    {
        var stream = StreamDefinition.Of<T>();
        var messages = Messages(records, (writer, record) => Message(stream, stream.Created, writer, record, 1, null));
        return SendAsync(stream, messages, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
        where T : class
    {
        var stream = StreamDefinition.Of<T>();
        var messages = Messages(changes.Where(static c => c.IsPossible), (writer, change) =>
            Message(stream, stream.Changed!, writer, change.After, change.Version, stream.PreviousOf(change.Before)));
        return SendAsync(stream, messages, cancellationToken);
    }

    private static List<EventMessage> Messages<T>(IEnumerable<T> rows, Func<EventWriter, T, EventMessage> message)
    {
        using var writer = new EventWriter();
        return [.. rows.Select(row => message(writer, row))];
    }

    private EventMessage Message<T>(StreamDefinition<T> stream, EventType type, EventWriter writer, T record, int version, string? previous)
        where T : class
    {
        var envelope = Envelope.Create(type, version, time);
        return new(
            stream, Encoding.UTF8.GetBytes(stream.KafkaKey(record)), writer.Write(envelope, record, previous), envelope.EventId, type.Name,
            PipelineTracing.TraceParent);
    }

    private async Task<int> SendAsync(StreamDefinition stream, List<EventMessage> messages, CancellationToken cancellationToken)
    {
        using var span = PipelineTracing.StartWrite(stream, messages.Count, "kafka");
        var sent = 0;
        while (sent < messages.Count)
        {
            var result = await publisher.PublishAsync(sent == 0 ? messages : messages[sent..], cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (result.IsRefused)
                throw new PublishRefusedException(result.Fault!, result.Failure!);
            sent += result.Acknowledged;
            if (result.Failure is not null)
                await Task.Delay(RetryPause, cancellationToken);
        }

        span?.SetStatus(ActivityStatusCode.Ok);
        return sent;
    }
}
