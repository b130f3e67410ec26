namespace Pipeline.Kafka.Topics;

/// <summary>
/// The id that Kafka assigns to a topic when it creates it. A topic that is deleted and created again has another id, and its offsets
/// start again at 0. Reads the id in the background, because a request takes seconds while there is no controller. Not thread-safe.
/// </summary>
internal sealed class TopicIdentity(IAdminClient admin, string topic, TimeProvider time)
{
    /// <summary>Timeout of one request, which only the controller answers.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>Between the attempts, the client learns which broker is the controller now.</summary>
    private const int Attempts = 3;

    /// <summary>How often the id is read, to detect a topic that is recreated while it is consumed.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private Task<Guid>? _reading;
    private long _lastRead;
    private volatile bool _hasTimedOut;

    /// <summary>The id; zero until it is known. Embedded and very old brokers have none.</summary>
    public Guid Current { get; private set; }

    /// <summary>Whether all requests were answered. Destroying a client with another request has ended a process.</summary>
    public bool IsSettled => !_hasTimedOut && (_reading is null || _reading.IsCompletedSuccessfully);

    /// <summary>Takes the result of the last request, and starts a new one every 10 s. Does not block.</summary>
    public void Refresh()
    {
        if (_reading is { IsCompleted: true })
        {
            if (!_reading.IsCompletedSuccessfully)
                _hasTimedOut = true;
            else if (_reading.Result != Guid.Empty)
                Current = _reading.Result;
            _reading = null;
        }

        if (_reading is not null || (_lastRead != 0 && time.GetElapsedTime(_lastRead) < Period))
            return;
        _lastRead = time.GetTimestamp();
        _reading = ReadAsync(admin, topic, () => _hasTimedOut = true);
    }

    /// <summary>Asks the brokers for the id of a topic.</summary>
    /// <param name="admin">The client.</param>
    /// <param name="topic">Name of the topic.</param>
    /// <param name="onTimeout">Called after each request without an answer that is followed by another.</param>
    /// <returns>The id; zero if the topic does not exist or the brokers have no ids.</returns>
    /// <exception cref="KafkaException">No controller answered within 9 s, no broker answers, or a permission is missing.</exception>
    public static async Task<Guid> ReadAsync(IAdminClient admin, string topic, Action? onTimeout = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DescribeAsync(admin, topic).ConfigureAwait(false);
            }
            catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_TimedOut && attempt < Attempts)
            {
                onTimeout?.Invoke();
                await Task.Run(() => admin.GetMetadata(Timeout)).ConfigureAwait(false);
            }
        }
    }

    private static async Task<Guid> DescribeAsync(IAdminClient admin, string topic)
    {
        var options = new DescribeTopicsOptions { RequestTimeout = Timeout };
        try
        {
            var described = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), options).ConfigureAwait(false);
            var id = described.TopicDescriptions[0].TopicId;
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteInt64BigEndian(bytes, id.MostSignificantBits);
            BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.LeastSignificantBits);
            return new Guid(bytes, bigEndian: true);
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions[0].Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            return Guid.Empty;
        }
    }
}
