namespace Pipeline.Kafka.Topics;

/// <summary>
/// The id that Kafka assigns to a topic when it creates it. A topic that is deleted and created again has another id, and its offsets
/// start again at 0. Reads the id in the background, because a request takes seconds while there is no controller. Not thread-safe.
/// </summary>
internal sealed class TopicIdentity(IAdminClient admin, string topic, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>How often the id is read, to detect a topic that is recreated while it is consumed.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private Task<Guid>? _reading;
    private long _lastRead;
    private bool _hasFailed;

    /// <summary>The id; zero until it is known. Embedded and very old brokers have none.</summary>
    public Guid Current { get; private set; }

    /// <summary>Whether all requests were answered. Destroying a client with another request has ended a process.</summary>
    public bool IsSettled => !_hasFailed && (_reading is null || _reading.IsCompletedSuccessfully);

    /// <summary>Takes the result of the last request, and starts a new one every 10 s. Does not block.</summary>
    public void Refresh()
    {
        if (_reading is { IsCompleted: true })
        {
            if (!_reading.IsCompletedSuccessfully)
                _hasFailed = true;
            else if (_reading.Result != Guid.Empty)
                Current = _reading.Result;
            _reading = null;
        }

        if (_reading is not null || (_lastRead != 0 && time.GetElapsedTime(_lastRead) < Period))
            return;
        _lastRead = time.GetTimestamp();
        _reading = ReadAsync(admin, topic);
    }

    /// <summary>Asks the brokers for the id of a topic.</summary>
    /// <returns>The id; zero if the topic does not exist or the brokers have no ids.</returns>
    /// <exception cref="KafkaException">No controller answered within 10 s, or the permission is missing.</exception>
    public static async Task<Guid> ReadAsync(IAdminClient admin, string topic)
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
