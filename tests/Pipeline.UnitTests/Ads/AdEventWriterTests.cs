using System.Buffers.Binary;
using System.Text;
using Avro.Generic;
using Avro.IO;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Records;
using Pipeline.Ads.Rows;
using Pipeline.Streams.Columns;
using Pipeline.Testing.Messages;

namespace Pipeline.UnitTests.Ads;

/// <summary>The messages of rows, read by Apache.Avro and by our decoder.</summary>
public sealed class AdEventWriterTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Apache_Avro_reads_every_field_of_generated_rows_and_empty_ones_as_null()
    {
        const string sparse = "7,1,14102123,,,,,,,,,,,,,,,,,,,-2147483648,2147483647,";
        var path = Path.Combine(_folder.Path, "ads.csv");
        await File.WriteAllBytesAsync(path, [.. AdSample.Generated(500), .. Encoding.UTF8.GetBytes(sparse + "\n")], Token);
        var lines = await File.ReadAllLinesAsync(path, Token);
        var writer = new AdEventWriter(AdMessages.SchemaId);
        var (decoder, batch) = (AdStreams.Events.DecoderWith(FixedSchemas.OfAds()), AdStreams.Events.NewBatch(1));
        var read = new List<string>();
        using var reader = RowReader.Open(path);
        await foreach (var page in reader.ReadAsync(Token))
        {
            for (var row = 0; row < page.Count; row++)
            {
                var message = writer.Write(page, row).ToArray();
                var record = Read(message);
                read.Add(string.Join(',', AdMessages.Schema.Fields.Where(static f => f.Name != "timestamp").Select(f => record[f.Name])));
                Assert.Equal(AdHour.ToInstant((int)record["hour"]).ToUnixTimeMilliseconds(), record["timestamp"]);
                batch.Clear();
                Assert.Equal(Refusal.None, decoder.Decode(message, 0, batch));
            }
        }

        Assert.Equal(lines.Skip(1), read);
        Assert.Equal(501, read.Count);
    }

    private static GenericRecord Read(byte[] message)
    {
        Assert.Equal((0, AdMessages.SchemaId), (message[0], BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1))));
        using var bytes = new MemoryStream(message, 5, message.Length - 5);
        var record = new GenericDatumReader<GenericRecord>(AdMessages.Schema, AdMessages.Schema).Read(null!, new BinaryDecoder(bytes));
        Assert.Equal(bytes.Length, bytes.Position);
        return record;
    }
}
