namespace Pipeline.Operations.Status;

/// <summary>The report as JSON. Source-generated, because a worker writes it every second and should allocate little.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkerReport))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>
/// A histogram as base64 of HdrHistogram's V2 encoding, which shortens runs of zeros. The compressed form is not used: the package
/// decodes it with a single stream read, which can return only a part.
/// </summary>
internal sealed class HistogramJson : JsonConverter<HistogramBase>
{
    /// <summary>Throws if the text is not a histogram, or has longer latencies than <see cref="LatencyHistogram"/> allows.</summary>
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
