using System.Text.Json;
using System.Text.Json.Serialization;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;

namespace Pipeline.Operations.Status;

/// <summary>The report as JSON, written and read without reflection: a worker answers once per second with hardly any garbage.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkerReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>
/// A histogram as base64 of HdrHistogram's V2 encoding, which has no runs of zeros. Its compressed form is not used: the package
/// decodes it with a single read of the stream, which may return a part.
/// </summary>
internal sealed class HistogramJson : JsonConverter<HistogramBase>
{
    /// <summary>Throws when the text is no histogram, or holds longer latencies than <see cref="LatencyHistogram"/> does.</summary>
    public override HistogramBase Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var histogram = LatencyHistogram.Empty();
        histogram.Add(HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(reader.GetBytesFromBase64()), 0));
        return histogram;
    }

    public override void Write(Utf8JsonWriter writer, HistogramBase value, JsonSerializerOptions options)
    {
        var buffer = ByteBuffer.Allocate(value.GetNeededByteBufferCapacity());
        var bytes = new byte[value.Encode(buffer, HistogramEncoderV2.Instance)];
        buffer.Position = 0;
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = buffer.Get();
        writer.WriteBase64StringValue(bytes);
    }
}
