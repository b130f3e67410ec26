using System.Globalization;
using System.Text;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

/// <summary>A made-up stream of flat JSON with a derived key, and a projection per hour over optional columns.</summary>
[Stream("readings", Topic = "sensor-readings"), FlatJson]
internal sealed record SensorReading
{
    /// <summary>The definition, alone in its domain.</summary>
    public static StreamDefinition Stream { get; } = Define();

    [Key, DerivedFrom(nameof(Sensor), nameof(Boot), nameof(Number))]
    public Guid ReadingId { get; init; }

    [PartitionBy, JsonName("sensorId"), Text(1, 20), Personal]
    public required string Sensor { get; init; }

    [JsonName("bootCount"), Number(0, long.MaxValue)]
    public required long Boot { get; init; }

    [Number(0, int.MaxValue)]
    public required int Number { get; init; }

    [JsonName("readAt"), EpochMilliseconds]
    public required DateTime At { get; init; }

    [Text(1, 20, Repeats = true), CountedIf("heat", "cold"), Shown("[a-z]{1,9}")]
    public required string Kind { get; init; }

    [Text(1, 20)]
    public string? Room { get; init; }

    [Number(-100, 100, Decimals = 3)]
    public decimal? Degrees { get; init; }

    [Number(0, 100)]
    public int? Percent { get; init; }

    /// <summary>A message with all fields, changed by replacing a part of its text.</summary>
    public static byte[] Message(string part = "", string replacement = "")
    {
        const string all =
            """{"sensorId":"s1","bootCount":7,"number":1,"readAt":1770129000000,"kind":"heat","room":"hall","degrees":21.5,"percent":40}""";
        return Encoding.UTF8.GetBytes(part.Length == 0 ? all : all.Replace(part, replacement, StringComparison.Ordinal));
    }

    /// <summary>A message of one hour, kind and room; null leaves the field out.</summary>
    public static byte[] Message(int number, DateTime at, string kind, string? room, decimal? degrees) => Encoding.UTF8.GetBytes(
        $"{{\"sensorId\":\"s1\",\"bootCount\":7,\"number\":{number},\"readAt\":{new DateTimeOffset(at).ToUnixTimeMilliseconds()},"
        + $"\"kind\":\"{kind}\"{(room is null ? "" : $",\"room\":\"{room}\"")}"
        + (degrees is { } d ? string.Create(CultureInfo.InvariantCulture, $",\"degrees\":{d}") : "") + "}");

    public static EventBatch Decoded(params IReadOnlyList<byte[]> messages)
    {
        var batch = Stream.NewBatch(messages.Count);
        for (var i = 0; i < messages.Count; i++)
            Assert.Equal(Refusal.None, Stream.Decoder.Decode(messages[i], i, batch));
        return batch;
    }

    private static StreamDefinition<SensorReading> Define()
    {
        var stream = new StreamDefinition<SensorReading>();
        stream.Complete([stream], [typeof(ReadingTotal)]);
        return stream;
    }
}

[Projection("reading_totals", typeof(SensorReading))]
internal sealed record ReadingTotal
{
    [PartitionNumber]
    public int Partition { get; init; }

    [GroupBy(nameof(SensorReading.At), Minutes = 60)]
    public DateTime Hour { get; init; }

    [GroupBy(nameof(SensorReading.Room))]
    public required string Room { get; init; }

    [Count]
    public long Readings { get; init; }

    [Sum(nameof(SensorReading.Degrees))]
    public decimal Degrees { get; init; }

    [Sum(nameof(SensorReading.Percent))]
    public long Percent { get; init; }
}
