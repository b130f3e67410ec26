using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Pipeline.Simulation;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

/// <summary>Messages without an envelope: flat JSON objects whose names and types are those of the record.</summary>
public sealed class FlatDecoderTests
{
    [Fact]
    public void A_flat_stream_has_its_topic_its_json_names_and_its_derived_key_as_last_column()
    {
        var stream = SensorReading.Stream;
        Assert.Equal(("readings", "sensor-readings", true), (stream.Name, stream.DefaultTopic, stream.IsFlat));
        Assert.Equal(
            ["sensorId", "bootCount", "number", "readAt", "kind", "room", "degrees", "percent"],
            stream.Fields.Select(static c => c.JsonName));
        Assert.Equal(
            ["sensor", "boot", "number", "at", "kind", "room", "degrees", "percent", "reading_id"],
            stream.Columns.Select(static c => c.Name));
        Assert.Equal(("reading_id", "sensor"), (stream.Key.Name, stream.PartitionBy.Name));
    }

    [Fact]
    public void A_message_is_a_row_of_version_1_without_time_of_occurrence()
    {
        var batch = SensorReading.Decoded(SensorReading.Message());
        Assert.Equal((1, 1, null), (batch.Count, batch.Version[0], batch.OccurredAt));
        Assert.Equal(("s1", 7L, 1, "heat"), (
            batch.Rows<string>("sensor")[0], batch.Rows<long>("boot")[0], batch.Rows<int>("number")[0], batch.Rows<string>("kind")[0]));
        Assert.Equal(new DateTime(2026, 2, 3, 14, 30, 0, DateTimeKind.Utc), batch.Rows<DateTime>("at")[0]);
        Assert.Equal(("hall", 21.5m, 40), (
            batch.Rows<string?>("room")[0], batch.Rows<decimal?>("degrees")[0], batch.Rows<int?>("percent")[0]));
        Assert.True(batch.HasKafkaKey(0, "s1"u8.ToArray()));
    }

    [Fact]
    public void Its_key_is_its_event_id_a_UUID_v8_from_the_SHA_256_of_stream_and_values()
    {
        var batch = SensorReading.Decoded(SensorReading.Message());
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("readings\0s1\07\01"))[..16];
        hash[0] |= 0x80;
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        Assert.Equal(new Guid(hash, bigEndian: true), batch.EventId[0]);
        Assert.Equal(batch.EventId[0], batch.Rows<Guid>("reading_id")[0]);
        Assert.Equal(8, batch.EventId[0].Version);
    }

    [Fact]
    public void Different_values_have_different_keys_and_other_fields_do_not_matter() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 3], Gen.Long[0, 20], Gen.Int[0, 20]).Array[2].Sample(static two =>
        {
            var batch = SensorReading.Decoded([.. two.Select((v, i) => Encoding.UTF8.GetBytes(
                $"{{\"number\":{v.Item3},\"kind\":\"k{i}\",\"readAt\":{i},\"bootCount\":{v.Item2}.0,\"sensorId\":\"{v.Item1}\"}}"))]);
            Assert.Equal(two[0] == two[1], batch.EventId[0] == batch.EventId[1]);
        });

    [Theory]
    [InlineData("1770129000000", "2026-02-03T14:30:00Z")]
    [InlineData("1770129000000.0", "2026-02-03T14:30:00Z")]
    [InlineData("1.770129000123e12", "2026-02-03T14:30:00.123Z")]
    [InlineData("1770129000000.125", "2026-02-03T14:30:00.000125Z")]
    [InlineData("-1", "1969-12-31T23:59:59.999Z")]
    [InlineData("-2208988800000", "1900-01-01T00:00:00Z")]
    public void Milliseconds_are_an_instant(string json, string instant)
    {
        var batch = SensorReading.Decoded(SensorReading.Message("1770129000000", json));
        Assert.Equal(DateTimeOffset.Parse(instant, null).UtcDateTime, batch.Rows<DateTime>("at")[0]);
    }

    [Theory]
    [InlineData("1770129000000", "\"2026-02-03T14:30:00Z\"", RefusalReason.WrongType, "readAt")]
    [InlineData("1770129000000", "1770129000000.0001", RefusalReason.OutOfRange, "readAt")]
    [InlineData("1770129000000", "-2208988800001", RefusalReason.OutOfRange, "readAt")]
    [InlineData("1770129000000", "7258118400000", RefusalReason.OutOfRange, "readAt")]
    [InlineData("1770129000000", "1e300", RefusalReason.OutOfRange, "readAt")]
    [InlineData("\"s1\"", "\"\"", RefusalReason.OutOfRange, "sensorId")]
    [InlineData("\"s1\"", "null", RefusalReason.MissingField, "sensorId")]
    [InlineData("\"s1\"", "1", RefusalReason.WrongType, "sensorId")]
    [InlineData("\"s1\"", "\"a\\u0000\"", RefusalReason.NulCharacter, "sensorId")]
    [InlineData("\"s1\"", "\"\\ud83d\"", RefusalReason.InvalidUtf8, null)]
    [InlineData("\"hall\"", "\"\"", RefusalReason.OutOfRange, "room")]
    [InlineData("\"bootCount\":7,", "", RefusalReason.MissingField, "bootCount")]
    [InlineData("\"bootCount\":7,", "\"bootCount\":7.5,", RefusalReason.OutOfRange, "bootCount")]
    [InlineData("40}", "40}}", RefusalReason.NotJson, null)]
    [InlineData("40}", "40", RefusalReason.NotJson, null)]
    [InlineData("{\"sensorId\"", "[{\"sensorId\"", RefusalReason.NotJson, null)]
    [InlineData("40}", "40,\"x\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}", RefusalReason.TooDeep, null)]
    public void A_message_is_refused_with_its_reason_and_the_name_of_its_field(
        string part, string replacement, RefusalReason reason, string? field)
    {
        var batch = SensorReading.Stream.NewBatch(1);
        Assert.Equal(new(reason, field), batch.Stream.Decoder.Decode(SensorReading.Message(part, replacement), 0, batch));
        Assert.Equal(0, batch.Count);
    }

    [Fact]
    public void An_event_with_an_envelope_lacks_the_fields()
    {
        var batch = SensorReading.Stream.NewBatch(1);
        Assert.Equal(new(RefusalReason.MissingField, "sensorId"), batch.Stream.Decoder.Decode(ReviewEvents.Event(), 0, batch));
    }

    [Theory]
    [InlineData("\"room\":\"hall\",\"degrees\":21.5,\"percent\":40", "\"reading_id\":5,\"other\":{\"a\":[1,\"2\"]}")]
    [InlineData("\"hall\",\"degrees\":21.5,\"percent\":40", "null,\"degrees\":null,\"agent\":\"\\\"Mozilla/5.0\\\"\"")]
    public void Absent_fields_and_null_are_null_in_a_used_batch_too_and_unknown_fields_are_ignored(string part, string replacement)
    {
        var batch = SensorReading.Decoded(SensorReading.Message());
        batch.Clear();
        Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(SensorReading.Message(part, replacement), 0, batch));
        Assert.Null(batch.Rows<string?>("room")[0]);
        Assert.Equal(default, (batch.Rows<decimal?>("degrees")[0], batch.Rows<int?>("percent")[0]));
    }

    [Fact]
    public void Decoding_allocates_only_the_texts_of_the_row()
    {
        var batch = SensorReading.Stream.NewBatch(1);
        var message = SensorReading.Message();
        Decode(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(1_000);
        // "s1" and "hall" as strings: 32 bytes each.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000, 0, 64);

        void Decode(int times)
        {
            for (var i = 0; i < times; i++)
            {
                batch.Clear();
                batch.Stream.Decoder.Decode(message, 0, batch);
            }
        }
    }

    [Fact]
    public void A_writer_of_envelopes_refuses_a_flat_stream()
    {
        using var writer = new EventWriter();
        var envelope = Envelope.Create(SensorReading.Stream.Created, 1, TimeProvider.System);
        Assert.Equal(
            "readings has messages without an envelope: publish them directly.",
            Assert.Throws<InvalidOperationException>(() => writer.Write(envelope, new object())).Message);
    }

    [Fact]
    public void Bytes_that_are_cut_or_changed_anywhere_never_throw_and_never_leave_a_half_row()
    {
        var batch = SensorReading.Stream.NewBatch(1);
        var random = new SeededRandom(5);
        foreach (var at in Enumerable.Range(0, SensorReading.Message().Length))
        {
            var changed = SensorReading.Message();
            changed[at] = (byte)random.Range(0, 255);
            foreach (var bytes in (byte[][])[changed, changed[..at], changed[at..]])
            {
                batch.Clear();
                var refusal = batch.Stream.Decoder.Decode(bytes, 0, batch);
                Assert.Equal(refusal.IsRefused ? 0 : 1, batch.Count);
            }
        }
    }
}
