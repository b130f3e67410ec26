using System.Text.Json;

namespace Pipeline.Kafka.Telemetry;

/// <summary>
/// What is taken from the statistics that librdkafka makes of each client once a second. Fields:
/// https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md
/// </summary>
internal sealed record ClientStatistics
{
    /// <summary>msg_cnt: messages in a producer's queue that are not acknowledged.</summary>
    public long QueueMessages { get; private init; }

    /// <summary>msg_size: their bytes.</summary>
    public long QueueBytes { get; private init; }

    /// <summary>fetchq_size, summed over the partitions: bytes fetched and not taken yet.</summary>
    public long FetchedBytes { get; private init; }

    /// <summary>txerrs, summed over the brokers: requests that could not be sent.</summary>
    public long Errors { get; private init; }

    /// <summary>txretries, summed over the brokers: requests sent again.</summary>
    public long Retries { get; private init; }

    /// <summary>rtt.avg of each broker that was asked something in the last second.</summary>
    public IReadOnlyList<(int Broker, TimeSpan RoundTrip)> RoundTrips { get; private init; } = [];

    /// <summary>hi_offset of each partition whose log end the client knows, by topic and number.</summary>
    public IReadOnlyDictionary<(string Topic, int Partition), long> LogEnds { get; private init; } = new Dictionary<(string, int), long>();

    /// <summary>Reads them; null when they are no statistics.</summary>
    public static ClientStatistics? Parse(string statistics)
    {
        try
        {
            using var json = JsonDocument.Parse(statistics);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Read(json.RootElement) : null;
        }
        catch (JsonException)
        {
            // Thrown inside a callback of the client it would end the member.
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
            // The bootstrap connections and the coordinator's are of brokers that are in the list with their number, too.
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

    /// <summary>The number; −1 where there is none, as librdkafka itself says it.</summary>
    private static long Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) ? value : -1;
}
