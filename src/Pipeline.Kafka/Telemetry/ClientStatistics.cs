namespace Pipeline.Kafka.Telemetry;

/// <summary>
/// The used fields of librdkafka's statistics, which each client reports once per second. All fields:
/// https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md
/// </summary>
internal sealed record ClientStatistics
{
    /// <summary>msg_cnt: unacknowledged messages in a producer's queue.</summary>
    public long QueueMessages { get; private init; }

    /// <summary>msg_size: bytes of the unacknowledged messages.</summary>
    public long QueueBytes { get; private init; }

    /// <summary>fetchq_size, summed over the partitions: bytes prefetched and not consumed yet.</summary>
    public long FetchedBytes { get; private init; }

    /// <summary>txerrs, summed over the brokers: requests that could not be sent.</summary>
    public long Errors { get; private init; }

    /// <summary>txretries, summed over the brokers: requests sent again.</summary>
    public long Retries { get; private init; }

    /// <summary>rtt.avg of each broker with requests in the last second.</summary>
    public IReadOnlyList<(int Broker, TimeSpan RoundTrip)> RoundTrips { get; private init; } = [];

    /// <summary>hi_offset of each partition whose log end the client knows, by topic and number.</summary>
    public IReadOnlyDictionary<(string Topic, int Partition), long> LogEnds { get; private init; } = new Dictionary<(string, int), long>();

    /// <summary>Parses the JSON; null if it is invalid.</summary>
    public static ClientStatistics? Parse(string statistics)
    {
        try
        {
            using var json = JsonDocument.Parse(statistics);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : null;
        }
        catch (JsonException)
        {
            // An exception in the client's callback would end the member.
            return null;
        }
    }

    private static ClientStatistics Read(JsonElement client)
    {
        long errors = 0, retries = 0, fetched = 0;
        var roundTrips = new List<(int, TimeSpan)>();
        foreach (var broker in Members(client, "brokers"))
        {
            errors += Math.Max(0, Number(broker.Value, "txerrs"));
            retries += Math.Max(0, Number(broker.Value, "txretries"));
            // Entries without a node id (bootstrap and coordinator connections) duplicate brokers that are listed with their id.
            var number = Number(broker.Value, "nodeid");
            if (number >= 0 && broker.Value.TryGetProperty("rtt", out var rtt) && Number(rtt, "cnt") > 0)
                roundTrips.Add(((int)number, TimeSpan.FromMicroseconds(Number(rtt, "avg"))));
        }

        var ends = new Dictionary<(string, int), long>();
        foreach (var topic in Members(client, "topics"))
        {
            foreach (var partition in Members(topic.Value, "partitions"))
            {
                fetched += Math.Max(0, Number(partition.Value, "fetchq_size"));
                var end = Number(partition.Value, "hi_offset");
                var number = Number(partition.Value, "partition");
                if (number >= 0 && end >= 0)
                    ends[(topic.Name, (int)number)] = end;
            }
        }

        return new()
        {
            QueueMessages = Math.Max(0, Number(client, "msg_cnt")),
            QueueBytes = Math.Max(0, Number(client, "msg_size")),
            FetchedBytes = fetched,
            Errors = errors,
            Retries = retries,
            RoundTrips = roundTrips,
            LogEnds = ends,
        };
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement of, string name) =>
        of.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : default;

    /// <summary>The number; −1 if it is missing, which is also librdkafka's value for unknown.</summary>
    private static long Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value)
            ? value
            : -1;
}
