using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Envelopes;

/// <summary>Source-generated JSON of the data records: snake_case, and Korean written as it is instead of as \u escapes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(Order))]
internal sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>
    /// The relaxed encoder leaves HTML characters alone; these bytes are a message, and whoever shows them in a page
    /// must encode them there.
    /// </summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The context whose serializer uses the relaxed encoder too.</summary>
    public static readonly EventJson Relaxed = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
