using System.Text;
using Confluent.Kafka;
using Pipeline.Music.Records;
using Pipeline.Simulation;

namespace Pipeline.IntegrationTests.Streams;

/// <summary>A small producer of listening events: seeded, with userId as Kafka key. Sends some events twice.</summary>
internal sealed class Listeners(TestTopics topics, int users, long seed = 16)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 4, 21, 50, 0, TimeSpan.Zero);
    private readonly SeededRandom _random = new(seed);
    private readonly int[] _items = new int[users];
    private int _sent;

    public static string Topic(TestTopics topics) => topics.Names.Of(MusicStreams.Events);

    /// <summary>Sends the given number of different events, and each of them again with a probability of 5 %.</summary>
    /// <returns>Number of messages.</returns>
    public int Send(int events)
    {
        var config = new ProducerConfig { Acks = Acks.All, CompressionType = CompressionType.Lz4 };
        using var producer = new ProducerBuilder<byte[], byte[]>(topics.Connection.Fill(config))
            .SetLogHandler(static (_, _) => { }).Build();
        var messages = 0;
        for (var i = 0; i < events; i++)
        {
            var user = _random.Next(users);
            var message = new Message<byte[], byte[]>
            {
                Key = Encoding.ASCII.GetBytes($"{user + 1}"),
                Value = Json(user, ++_items[user], _sent++),
            };
            for (var copies = _random.Chance(0.05) ? 2 : 1; copies > 0; copies--, messages++)
                producer.Produce(Topic(topics), message);
            if (i % 10_000 == 0)
                producer.Flush(Eventually.Deadline);
        }

        Assert.Equal(0, producer.Flush(Eventually.Deadline));
        return messages;
    }

    private byte[] Json(int user, int item, int number)
    {
        var at = Start.AddMilliseconds(number * 50L).ToUnixTimeMilliseconds();
        var isSong = _random.Chance(0.7);
        var song = _random.Next(40);
        var length = (9_000_000 + _random.Next(30_000_000)) / 100_000m;
        var page = isSong
            ? $"\"page\":\"NextSong\",\"artist\":\"달빛 {song % 7}\",\"song\":\"Harbour {song}\",\"length\":{length}"
            : "\"page\":\"Home\"";
        return Encoding.UTF8.GetBytes(
            $"{{\"ts\":{at},\"userId\":\"{user + 1}\",\"sessionId\":{user + 1000},\"itemInSession\":{item},{page}," +
            "\"method\":\"PUT\",\"status\":200,\"level\":\"free\",\"location\":\"Seoul, KR\",\"age\":\"20s\"}");
    }
}
