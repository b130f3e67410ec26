using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using Avro.Generic;
using Avro.IO;
using CsCheck;
using Pipeline.Ads.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Ads;

/// <summary>Messages of other writers' schemas, and the same messages read by Apache.Avro with our schema.</summary>
public sealed class SchemaResolutionTests
{
    /// <summary>Types of fields that our schema does not have.</summary>
    private static readonly string[] Foreign =
    [
        "\"double\"", "\"float\"", "\"boolean\"", "\"bytes\"", "\"null\"", """["null","string","long"]""",
        """{"type":"array","items":"string"}""", """{"type":"map","values":["null","int"]}""",
        """{"type":"array","items":"null"}""", """{"type":"enum","name":"Colour","symbols":["RED","BLUE"]}""",
        """{"type":"fixed","name":"Hash","size":16}""",
        """{"type":"record","name":"Place","fields":[{"name":"city","type":"string"},{"name":"at","type":["null","double"]}]}""",
    ];

    /// <summary>A type that contains itself. Apache.Avro's reader overflows its stack when it skips one.</summary>
    private const string Recursive =
        """{"type":"record","name":"Part","fields":[{"name":"n","type":"string"},{"name":"in","type":{"type":"array","items":"Part"}}]}""";

    /// <summary>The required fields, so that a decoder reads the rest of the message.</summary>
    private const string Required =
        """
        {"name":"id","type":"string"},{"name":"click","type":"int"},{"name":"hour","type":"int"},{"name":"timestamp","type":"long"},
        """;

    [Fact]
    public void A_field_of_a_recursive_type_is_skipped_and_one_that_is_too_deep_refused()
    {
        var schema = $$"""{"type":"record","name":"R","fields":[{{Required}}{"name":"x","type":{{Recursive}}}]}""";
        var decoder = AdStreams.Events.DecoderWith(new FixedSchemas().With(1, schema));
        var batch = AdStreams.Events.NewBatch(1);
        byte[] head = [0, 0, 0, 0, 1, 2, (byte)'7', 0, 0, 0];
        byte[] Nested(int depth) =>
        [
            .. head, .. Enumerable.Repeat((byte[])[2, (byte)'a', 2], depth).SelectMany(static b => b), 2, (byte)'z', 0,
            .. Enumerable.Repeat((byte)0, depth),
        ];
        Assert.Equal(Refusal.None, decoder.Decode(Nested(20), 0, batch));
        batch.Clear();
        Assert.Equal(new(RefusalReason.NotAvro), decoder.Decode(Nested(10_000), 0, batch));
        Assert.Equal(new(RefusalReason.NotAvro), decoder.Decode(Nested(20).AsSpan()[..^1], 0, batch));
    }

    [Fact]
    public void Every_schema_with_our_fields_is_read_as_Apache_Avro_reads_it() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var writer = (RecordSchema)Schema.Parse(WriterSchema(random));
        var record = (GenericRecord)Value(writer, random, depth: 0)!;
        var message = AdMessages.Framed(record);
        var decoder = AdStreams.Events.DecoderWith(new FixedSchemas().With(AdMessages.SchemaId, writer.ToString()));
        var batch = AdStreams.Events.NewBatch(2);
        // What an earlier message left must not be read as a value of this one.
        Assert.Equal(
            Refusal.None,
            AdStreams.Events.DecoderWith(FixedSchemas.OfAds()).Decode(AdMessages.Framed(AdMessages.Record()), 0, batch));
        batch.RemoveLast();

        Assert.Equal(Refusal.None, decoder.Decode(message, 0, batch));
        var read = new GenericDatumReader<GenericRecord>(writer, AdMessages.Schema)
            .Read(null!, new BinaryDecoder(new MemoryStream(message, 5, message.Length - 5)));
        Assert.Equal(AdMessages.Schema.Fields.Select(f => $"{f.Name}={Shown(f.Name, read[f.Name])}"), Row(batch));
    });

    [Fact]
    public void A_schema_without_a_required_field_is_refused_by_that_field()
    {
        var schema = """{"type":"record","name":"AdEvent","fields":[{"name":"id","type":"string"},{"name":"click","type":"int"}]}""";
        Assert.Equal(new(RefusalReason.MissingField, "hour"), Decoded(schema, static r => r.Add("id", "1"), static r => r.Add("click", 1)));
    }

    [Fact]
    public void A_null_or_a_type_that_does_not_resolve_is_refused_where_it_occurs()
    {
        string With(string click) =>
            $$"""
            {"type":"record","name":"AdEvent","fields":[{"name":"click","type":{{click}}},{"name":"id","type":"string"},
            {"name":"hour","type":"int"},{"name":"timestamp","type":"int"}]}
            """;

        static void Rest(GenericRecord r)
        {
            r.Add("id", "1");
            r.Add("hour", 1);
            r.Add("timestamp", 1);
        }

        const string union = """["string","null","int"]""";
        Assert.Equal(new(RefusalReason.MissingField, "click"), Decoded(With(union), Rest, static r => r.Add("click", null)));
        Assert.Equal(new(RefusalReason.WrongType, "click"), Decoded(With(union), Rest, static r => r.Add("click", "1")));
        Assert.Equal(Refusal.None, Decoded(With(union), Rest, static r => r.Add("click", 1)));
        Assert.Equal(new(RefusalReason.WrongType, "click"), Decoded(With("\"long\""), Rest, static r => r.Add("click", 1L)));
    }

    [Fact]
    public void A_schema_that_is_no_record_is_refused()
    {
        var decoder = AdStreams.Events.DecoderWith(new FixedSchemas().With(1, "\"string\""));
        Assert.Equal(new(RefusalReason.WrongType), decoder.Decode([0, 0, 0, 0, 1, 2, 65], 0, AdStreams.Events.NewBatch(1)));
    }

    [Fact]
    public void No_bytes_make_the_decoder_throw_or_loop()
    {
        var schemas = FixedSchemas.OfAds();
        string[] types = [.. Foreign, Recursive];
        for (var i = 0; i < types.Length; i++)
            schemas.With(100 + i, $$"""{"type":"record","name":"R","fields":[{{Required}}{"name":"x","type":{{types[i]}}}]}""");
        var decoder = AdStreams.Events.DecoderWith(schemas);
        var good = AdMessages.Framed(AdMessages.Record());
        var batch = AdStreams.Events.NewBatch(1);
        // One thread, because the batch is used again.
        Gen.Select(Gen.Int[-1, types.Length - 1], Gen.Byte.Array[0, 60], Gen.Int[0, good.Length]).Sample((schema, random, keep) =>
        {
            byte[] message = schema < 0 ? [.. good.Take(keep), .. random] : [0, 0, 0, 0, (byte)(100 + schema), 2, 55, 0, 0, 0, .. random];
            batch.Clear();
            Assert.Equal(decoder.Decode(message, 0, batch).IsRefused ? 0 : 1, batch.Count);
        }, threads: 1);
    }

    private static Refusal Decoded(string schema, params Action<GenericRecord>[] set)
    {
        var record = new GenericRecord((RecordSchema)Schema.Parse(schema));
        foreach (var action in set)
            action(record);
        var decoder = AdStreams.Events.DecoderWith(new FixedSchemas().With(AdMessages.SchemaId, schema));
        return decoder.Decode(AdMessages.Framed(record), 0, AdStreams.Events.NewBatch(1));
    }

    /// <summary>Our fields in any order; optional ones absent, never null, or null in either branch; and fields of other types.</summary>
    private static string WriterSchema(Random random)
    {
        var fields = new List<JsonNode>();
        foreach (var field in JsonNode.Parse(AdMessages.Schema.ToString())!["fields"]!.AsArray())
        {
            var (name, type) = (field!["name"]!.GetValue<string>(), field["type"]!);
            if (type is JsonArray union)
            {
                var value = union[1]!.GetValue<string>();
                var kind = random.Next(4);
                if (kind > 0)
                    fields.Add(Field(name, kind == 1 ? $"\"{value}\"" : kind == 2 ? $"""["null","{value}"]""" : $"""["{value}","null"]"""));
            }
            else
            {
                fields.Add(Field(name, name == "timestamp" && random.Next(2) == 0 ? "\"int\"" : type.ToJsonString()));
            }
        }

        fields.AddRange(Foreign.Where(_ => random.Next(3) == 0).Select(static (type, i) => Field($"other{i}", type)));
        var shuffled = fields.ToArray();
        random.Shuffle(shuffled);
        return new JsonObject
        {
            ["type"] = "record",
            ["name"] = "AdEvent",
            ["namespace"] = "com.marketing_roas.avazu",
            ["fields"] = new JsonArray(shuffled),
        }.ToJsonString();
    }

    private static JsonNode Field(string name, string type) => JsonNode.Parse($$"""{"name":"{{name}}","type":{{type}}}""")!;

    private static object? Value(Schema schema, Random random, int depth) => schema switch
    {
        RecordSchema record => Record(record, random, depth + 1),
        UnionSchema union => Value(depth > 5 ? union[0] : union[random.Next(union.Count)], random, depth),
        ArraySchema array => Enumerable.Range(0, random.Next(4)).Select(_ => Value(array.ItemSchema, random, depth)).ToArray(),
        MapSchema map => Enumerable.Range(0, random.Next(4)).ToDictionary(static i => $"k{i}", i => Value(map.ValueSchema, random, depth)!),
        EnumSchema e => new GenericEnum(e, e.Symbols[random.Next(e.Count)]),
        FixedSchema f => new GenericFixed(f, new byte[f.Size]),
        { Tag: Schema.Type.Int } => random.Next(),
        { Tag: Schema.Type.Long } => random.NextInt64(4_000_000_000_000),
        { Tag: Schema.Type.String } => new string('é', random.Next(20)),
        { Tag: Schema.Type.Bytes } => new byte[random.Next(20)],
        { Tag: Schema.Type.Boolean } => random.Next(2) == 0,
        { Tag: Schema.Type.Double } => random.NextDouble(),
        { Tag: Schema.Type.Float } => random.NextSingle(),
        _ => null,
    };

    private static GenericRecord Record(RecordSchema schema, Random random, int depth)
    {
        var record = new GenericRecord(schema);
        foreach (var field in schema.Fields)
        {
            record.Add(field.Name, field.Name switch
            {
                "id" => $"{random.NextInt64(1, long.MaxValue)}",
                "click" => random.Next(2),
                "hour" => 14_102_100 + random.Next(24),
                _ => Value(field.Schema, random, depth),
            });
        }

        return record;
    }

    /// <summary>The row as texts. Instants in milliseconds, as in the message.</summary>
    private static IEnumerable<string> Row(EventBatch batch) => AdStreams.Events.Columns.Select((column, i) =>
        column.IsEpoch
            ? $"{column.JsonName}={new DateTimeOffset(batch.Rows<DateTime>(column.Name)[0]).ToUnixTimeMilliseconds()}"
            : $"{column.JsonName}={column.TextAt(batch.Values[i], 0)}");

    private static object? Shown(string field, object? value) =>
        value ?? (field is "banner_pos" or "device_type" ? AdEvent.Unknown : null);
}
