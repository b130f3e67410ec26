namespace Pipeline.Kafka.Schemas;

/// <summary>
/// The schemas of a registry. A schema is asked for once: its id never changes. While the registry does not answer, the request is
/// repeated. Only its own answer that an id has no schema counts as unknown, and only for a short time, because a registry with several
/// nodes can learn of a schema after its first message.
/// </summary>
/// <param name="options">The registry.</param>
/// <param name="log">Logs outages.</param>
/// <param name="time">Clock; null for the system clock.</param>
public sealed class RegistrySchemas(RegistryOptions options, ILogger log, TimeProvider? time = null) : ISchemaSource, IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(10);

    /// <summary>Limits the memory for messages with random ids.</summary>
    private const int MaxAnswers = 10_000;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly CachedSchemaRegistryClient _client = options.NewClient(RequestTimeout);
    private readonly ConcurrentDictionary<int, Answer> _answers = new();
    private readonly Dictionary<int, Task> _requests = [];
    private readonly CancellationTokenSource _stop = new();
    private int _isFailing;

    /// <inheritdoc/>
    public AvroType? Find(int id) => _answers.GetValueOrDefault(id)?.Schema;

    /// <inheritdoc/>
    public Task Resolve(int id)
    {
        if (_answers.TryGetValue(id, out var answer) && (answer.Schema is not null || _time.GetElapsedTime(answer.At) < UnknownFor))
            return Task.CompletedTask;
        lock (_requests)
        {
            if (!_requests.TryGetValue(id, out var request))
                _requests[id] = request = Task.Run(() => AskAsync(id));
            return request;
        }
    }

    /// <summary>Ends the requests. Their tasks are cancelled, so that no message is refused.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _client.Dispose();
    }

    private async Task AskAsync(int id)
    {
        var schema = await ReadAsync(id);
        if (_answers.Count >= MaxAnswers)
            _answers.Clear();
        _answers[id] = new(schema, _time.GetTimestamp());
        lock (_requests)
            _requests.Remove(id);
    }

    private async Task<AvroType?> ReadAsync(int id)
    {
        while (true)
        {
            _stop.Token.ThrowIfCancellationRequested();
            try
            {
                var schema = (await _client.GetSchemaAsync(id)).SchemaString;
                if (Interlocked.Exchange(ref _isFailing, 0) == 1)
                    log.RegistryBack();
                return AvroType.Parse(schema);
            }
            catch (FormatException e)
            {
                log.SchemaUnreadable(id, e.Message);
                return null;
            }
            // Also an answer that the client cannot read: an exception that ended this loop would pause the partition until a restart.
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                var fault = RegistryFaults.Of(e);
                if (fault.Action == FaultAction.DeadLetter)
                    return null;
                FaultCounter.Count(fault);
                if (Interlocked.Exchange(ref _isFailing, 1) == 0)
                    log.RegistryDown(options.Url, RegistryFaults.Text(e));
            }

            await Task.Delay(RetryPause, _time, _stop.Token);
        }
    }

    private sealed record Answer(AvroType? Schema, long At);
}
