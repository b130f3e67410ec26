using System.Buffers.Binary;
using System.Text;
using Avro;
using Avro.Generic;
using Avro.IO;
using Pipeline.Ads.Schema;
using Pipeline.Streams.Columns;

namespace Pipeline.Testing.Messages;

/// <summary>Messages of the ads, written by Apache.Avro and not by the code under test.</summary>
public static class AdMessages
{
    /// <summary>Id of the schema in messages, unless another is given.</summary>
    public const int SchemaId = 7;

    /// <summary>The reasons that only Avro messages are refused for.</summary>
    public static IReadOnlyList<RefusalReason> Reasons { get; } =
        [RefusalReason.NoMagicByte, RefusalReason.UnknownSchema, RefusalReason.NotAvro, RefusalReason.TrailingBytes];

    /// <summary>The schema of the repository.</summary>
    public static RecordSchema Schema { get; } = (RecordSchema)Avro.Schema.Parse(AdSchema.Text);

    /// <summary>2014-10-21 00:00 UTC.</summary>
    public static DateTime Hour { get; } = new(2014, 10, 21, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>An impression with every field.</summary>
    public static GenericRecord Record(string id = "10000184682554894367", Action<GenericRecord>? change = null)
    {
        var record = new GenericRecord(Schema);
        foreach (var field in Schema.Fields)
            record.Add(field.Name, field.Schema is UnionSchema u ? u.Schemas[1].Name == "int" ? field.Pos : $"text {field.Pos}" : null);
        record.Add("id", id);
        record.Add("click", 1);
        record.Add("hour", 14102100);
        record.Add("timestamp", new DateTimeOffset(Hour).ToUnixTimeMilliseconds());
        change?.Invoke(record);
        return record;
    }

    /// <summary>A message: the id of the schema, then the record.</summary>
    public static byte[] Framed(GenericRecord record, int schemaId = SchemaId)
    {
        using var bytes = new MemoryStream();
        bytes.Write([0, 0, 0, 0, 0]);
        new GenericDatumWriter<GenericRecord>(record.Schema).Write(record, new BinaryEncoder(bytes));
        var message = bytes.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), schemaId);
        return message;
    }

    /// <summary>The Kafka key of an impression.</summary>
    public static byte[] Key(GenericRecord record) => Encoding.UTF8.GetBytes((string)record["id"]);
}
