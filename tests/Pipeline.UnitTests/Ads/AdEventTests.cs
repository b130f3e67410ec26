using Avro;
using Pipeline.Ads.Records;
using Pipeline.Ads.Schema;
using Pipeline.Streams.Avro;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Ads;

/// <summary>What the topic ad_events_raw takes, and why it refuses the rest.</summary>
public sealed class AdEventTests
{
    private static readonly EventDecoder Decoder = AdStreams.Events.DecoderWith(FixedSchemas.OfAds());

    private readonly EventBatch _batch = AdStreams.Events.NewBatch(2);

    public static TheoryData<string> Optional =>
        [.. AdMessages.Schema.Fields.Where(static f => f.Schema is UnionSchema).Select(static f => f.Name)];

    [Fact]
    public void The_stream_has_the_names_that_users_rely_on()
    {
        var stream = AdStreams.Events;
        Assert.Equal(
            ("ad_events", "ad_events_raw", "ad_events-consumers"), (stream.Name, stream.DefaultTopic, stream.ConsumerGroup));
        Assert.Equal(("id", "id"), (stream.Key.Name, stream.PartitionBy.Name));
        Assert.Equal(["ad_windows_1m", "ad_windows_5m"], stream.Projections.Select(static p => p.Table));
    }

    [Fact]
    public void The_schema_has_a_field_per_column_with_its_type_in_the_same_order()
    {
        Assert.Equal(("AdEvent", "com.marketing_roas.avazu"), (AdMessages.Schema.Name, AdMessages.Schema.Namespace));
        Assert.Equal(
            AdStreams.Events.Columns.Select(static c => (c.JsonName, c.AvroKind, c.IsRequired)),
            AvroType.Parse(AdSchema.Text).Fields.Select(static f => (
                f.Name, (AvroKind?)(f.Type.Kind == AvroKind.Union ? f.Type.Parts[1].Kind : f.Type.Kind), f.Type.Kind != AvroKind.Union)));
        Assert.All(AdMessages.Schema.Fields.Where(static f => f.Schema is UnionSchema), static f =>
            Assert.Equal(("null", "null"), (((UnionSchema)f.Schema)[0].Name, f.DefaultValue.ToString().Length == 0 ? "null" : "other")));
    }

    [Fact]
    public void An_impression_is_taken_with_every_field()
    {
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record())));
        Assert.Equal(
            ("10000184682554894367", 1, 14102100, AdMessages.Hour),
            (_batch.Rows<string>("id")[0], _batch.Rows<int>("click")[0], _batch.Rows<int>("hour")[0],
                _batch.Rows<DateTime>("event_time")[0]));
        Assert.Equal((3, 4, 14), (_batch.Rows<int?>("c1")[0], _batch.Rows<int>("banner_pos")[0], _batch.Rows<int>("device_type")[0]));
        Assert.Equal(("text 7", "text 12", 23), (
            _batch.Rows<string>("site_category")[0], _batch.Rows<string?>("device_ip")[0], _batch.Rows<int?>("c21")[0]));
        Assert.Equal((1, 42), (_batch.Version[0], _batch.Offset[0]));
        Assert.True(_batch.IsCounted(0));
        Assert.True(_batch.HasKafkaKey(0, "10000184682554894367"u8.ToArray()));
    }

    [Fact]
    public void The_same_id_gives_the_same_event_and_another_id_another()
    {
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record())));
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record(change: static r => r.Add("click", 0)))));
        Assert.Equal(_batch.EventId[0], _batch.EventId[1]);
        _batch.RemoveLast();
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record("10000184682554894368"))));
        Assert.NotEqual(_batch.EventId[0], _batch.EventId[1]);
    }

    [Theory]
    [MemberData(nameof(Optional))]
    public void A_field_that_is_null_leaves_nothing_of_the_batch_before(string field)
    {
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record())));
        _batch.Clear();
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record(change: r => r.Add(field, null)))));
        var index = AdStreams.Events.Columns.ToList().FindIndex(c => c.JsonName == field);
        var value = AdStreams.Events.Columns[index].TextAt(_batch.Values[index], 0);
        Assert.Equal(field is "banner_pos" or "device_type" ? "-1" : field == "site_category" ? "" : null, NullIfUnset(value, field));
    }

    [Fact]
    public void A_row_without_the_groups_of_the_windows_counts_among_the_unknown()
    {
        Assert.Equal(Refusal.None, Decode(AdMessages.Framed(AdMessages.Record(change: static r =>
        {
            r.Add("site_category", null);
            r.Add("banner_pos", null);
        }))));
        Assert.True(_batch.IsCounted(0));
    }

    [Fact]
    public void No_value_is_refused_as_empty() => Assert.Equal(new(RefusalReason.Empty), Decode([]));

    [Fact]
    public void A_value_beyond_a_mebibyte_is_refused_as_too_large() =>
        Assert.Equal(new(RefusalReason.TooLarge), Decode(new byte[EventDecoder.MaxBytes + 1]));

    [Theory]
    [InlineData((byte)1)]
    [InlineData((byte)'{')]
    public void A_value_that_does_not_begin_with_zero_has_no_magic_byte(byte first) =>
        Assert.Equal(new(RefusalReason.NoMagicByte), Decode([first, .. AdMessages.Framed(AdMessages.Record()).Skip(1)]));

    [Fact]
    public void A_schema_that_the_registry_does_not_have_is_unknown() =>
        Assert.Equal(new(RefusalReason.UnknownSchema), Decode(AdMessages.Framed(AdMessages.Record(), schemaId: 8)));

    [Fact]
    public void A_value_that_is_cut_off_anywhere_is_no_Avro()
    {
        var message = AdMessages.Framed(AdMessages.Record());
        for (var length = 1; length < message.Length; length++)
            Assert.Equal(RefusalReason.NotAvro, Decode(message[..length]).Reason);
        Assert.Equal(0, _batch.Count);
    }

    [Fact]
    public void Bytes_behind_the_record_are_refused() =>
        Assert.Equal(new(RefusalReason.TrailingBytes), Decode([.. AdMessages.Framed(AdMessages.Record()), 0]));

    [Fact]
    public void A_text_that_is_no_UTF_8_is_refused_by_its_field()
    {
        var message = AdMessages.Framed(AdMessages.Record());
        foreach (var (text, field) in ((string, string)[])[("text 12", "device_ip"), ("text 7", "site_category")])
        {
            var at = message.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
            byte[] broken = [.. message];
            broken[at] = 0xFF;
            Assert.Equal(new(RefusalReason.InvalidUtf8, field), Decode(broken));
        }
    }

    [Theory]
    [InlineData("id", "", RefusalReason.OutOfRange)]
    [InlineData("id", "100001846825548943670", RefusalReason.OutOfRange)]
    [InlineData("site_id", "a\0", RefusalReason.NulCharacter)]
    [InlineData("click", 2, RefusalReason.OutOfRange)]
    [InlineData("click", -1, RefusalReason.OutOfRange)]
    [InlineData("hour", -14102100, RefusalReason.OutOfRange)]
    [InlineData("timestamp", 7_258_118_400_000, RefusalReason.OutOfRange)]
    [InlineData("timestamp", long.MinValue, RefusalReason.OutOfRange)]
    public void A_value_outside_its_bounds_is_refused_by_its_field(string field, object value, RefusalReason reason) =>
        Assert.Equal(new(reason, field), Decode(AdMessages.Framed(AdMessages.Record(change: r => r.Add(field, value)))));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"type\":\"record\",\"name\":null,\"fields\":[]}")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"f\",\"size\":-1}")]
    [InlineData("\"other\"")]
    [InlineData("syntax = 'proto3';")]
    public void A_schema_that_cannot_be_read_is_a_format_error(string schema) =>
        Assert.Throws<FormatException>(() => AvroType.Parse(schema));

    [Fact]
    public void A_namespace_that_is_null_is_none() => Assert.Equal(
        AvroKind.Record, AvroType.Parse("{\"type\":\"record\",\"name\":\"r\",\"namespace\":null,\"fields\":[]}").Kind);

    [Fact]
    public void The_messages_of_an_Avro_stream_cannot_be_decoded_without_a_registry() => Assert.Equal(
        "The messages of ad_events are Avro, which cannot be decoded without a schema registry.",
        Assert.Throws<InvalidOperationException>(static () => AdStreams.Events.Decoder).Message);

    private Refusal Decode(byte[] message) => Decoder.Decode(message, 42, _batch);

    /// <summary>A null of a nullable column has no text.</summary>
    private static string? NullIfUnset(string? value, string field) =>
        field is "site_category" ? value : string.IsNullOrEmpty(value) ? null : value;
}
