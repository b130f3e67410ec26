using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Pipeline.Domains;
using Pipeline.Kafka;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Kafka.Telemetry;
using Pipeline.Kafka.Verification;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Telemetry;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Kafka;

/// <summary>
/// Random input against every decoder and reader of messages, for FUZZ_SECONDS (1) each. A failure names the seed, and FUZZ_SEED
/// repeats the run.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Valid =
    [
        Sample.UserMessage(), Sample.ProductMessage(), Sample.OrderMessage(), Sample.StatusMessage(), Sample.SongMessage(),
        .. BrokenMessages.All.Where(static m => m.Value.Length is > 0 and < 2_000).Select(static m => m.Value),
    ];

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud83d", "null", "true", "-", "1e999", "0.5e1", "2147483647", "NaN",
            "\"data\":", "\"version\":", "\"event_id\":", "\"occurred_at\":", "\"previous_status\":", "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59.9999999-14:00", "2026-03-04T05:06:07+0900", "\0", "가",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3, 0x28], [0xEF, 0xBB, 0xBF],
    ];

    private static readonly string[] HeaderNames =
    [
        .. DeadLetterHeaders.Write(new(
            UsersPartition.Id, 5, Sample.Now, null, null, Sample.EventId, 7, "constraint", "email", "23514", 1)).Select(static h => h.Key),
        DeadLetterHeaders.Replays, "traceparent", "dirt", "",
    ];

    public static TheoryData<string> Streams => [.. AllDomains.Joined.Streams.All.Select(static s => s.Name)];

    [Theory]
    [MemberData(nameof(Streams))]
    public void No_bytes_make_a_decoder_throw(string stream)
    {
        var definition = AllDomains.Joined.Streams.Find(stream)!;
        var decoder = definition.DecoderWith(FixedSchemas.OfAds());
        var batch = definition.NewBatch(1);
        var mask = PayloadMask.Of(definition);
        Run(random =>
        {
            var bytes = Message(random);
            batch.Clear();
            var refusal = decoder.Decode(bytes, 7, batch);
            Assert.Equal(refusal.IsRefused ? 0 : 1, batch.Count);
            Assert.NotEmpty(refusal.ToString());
            Assert.InRange(batch.Count == 0 ? 1 : batch.Version[0], 1, Pipeline.Streams.Definitions.Envelope.MaxVersion);
            Assert.NotNull(mask.Value(bytes));
            Assert.NotNull(mask.Key(bytes));
        });
    }

    [Fact]
    public void No_headers_or_timestamps_make_a_reader_throw()
    {
        using var folder = new ScratchFolder();
        using var log = new LogObserver(ShopStreams.Users, new(0, 0, long.MaxValue), 0, new([]), new Observations(folder.Path, 1))
        {
            Partitions = 1,
        };
        long offset = 0;
        Run(random =>
        {
            var headers = Headers(random);
            var timestamp = new Timestamp(
                random.Pick([(long)random.Bits(), 0, -1, long.MinValue, long.MaxValue]), TimestampType.CreateTime);
            PipelineTracing.Recorded(TraceHeader.Recorded(headers));
            var message = new Message<byte[]?, byte[]?> { Value = Message(random), Headers = headers, Timestamp = timestamp };
            // Without a value, because events would fill the disk.
            log.Add(new(0, offset++, timestamp.ToUtc(), null, null, headers));
            if (DeadLetterHeaders.Read(ShopStreams.Users, message) is not { } read)
                return;
            Assert.InRange(read.Timestamp, DateTime.MinValue, DateTime.MaxValue);
            Assert.Equal(DateTimeKind.Utc, read.Timestamp.Kind);
            var replays = DeadLetterHeaders.ReplaysOf(read);
            Assert.Equal(headers.Count > 0, ReplayProducer.Message(new(read, replays + 1)).Headers.Count > 0);
            Assert.NotNull(DeadLetterSample.Of(new(read, null, replays)));
            Assert.Equal(read.Source, DeadLetterHeaders.Read(ShopStreams.Users, new()
            {
                Headers = DeadLetterHeaders.Write(read),
                Timestamp = timestamp,
            })!.Source);
        });
        Assert.Equal(offset, log.Messages);
    }

    private void Run(Action<SeededRandom> once)
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "1", CultureInfo.InvariantCulture);
        var seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given
            ? long.Parse(given, CultureInfo.InvariantCulture)
            : TimeProvider.System.GetTimestamp();
        output.WriteLine($"FUZZ_SEED={seed}");
        var random = new SeededRandom(seed);
        var clock = Stopwatch.StartNew();
        long runs = 0;
        for (; clock.Elapsed.TotalSeconds < seconds; runs++)
        {
            try
            {
                once(random);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"FUZZ_SEED={seed}, input {runs}", e);
            }
        }

        output.WriteLine($"FUZZ_SEED={seed}: {runs:N0} inputs");
    }

    /// <summary>Random bytes, or a message with some bytes changed, cut or replaced by a token.</summary>
    private static byte[] Message(SeededRandom random)
    {
        if (random.Chance(0.1))
            return Bytes(random, random.Range(0, 300));
        var message = random.Pick(Valid).ToList();
        for (var changes = random.Range(0, 4); changes > 0 && message.Count > 0; changes--)
        {
            var at = random.Range(0, message.Count - 1);
            if (random.Chance(0.3))
                message[at] = (byte)random.Range(0, 255);
            else if (random.Chance(0.3))
                message.RemoveRange(at, random.Range(0, Math.Min(10, message.Count - at)));
            else
                message.InsertRange(at, random.Pick(Tokens));
        }

        return [.. message];
    }

    private static Headers Headers(SeededRandom random)
    {
        var headers = new Headers();
        for (var count = random.Range(0, 16); count > 0; count--)
            headers.Add(random.Pick(HeaderNames), HeaderValue(random));
        return headers;
    }

    private static byte[]? HeaderValue(SeededRandom random) => random.Range(0, 5) switch
    {
        0 => null,
        1 => Bytes(random, random.Range(0, 60)),
        2 => Encoding.ASCII.GetBytes(((long)random.Bits()).ToString(CultureInfo.InvariantCulture)),
        3 => Encoding.ASCII.GetBytes(random.Range(-1, 5).ToString(CultureInfo.InvariantCulture)),
        4 => "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8.ToArray(),
        _ => random.Pick(Tokens),
    };

    private static byte[] Bytes(SeededRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (byte)random.Range(0, 255))];
}
