using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Streams;

/// <summary>Events of the made-up stream.</summary>
internal static class ReviewEvents
{
    /// <summary>An event with the required fields, and the fields that are given.</summary>
    public static byte[] Event(params ReadOnlySpan<(string Field, JsonNode? Value)> fields)
    {
        var data = new JsonObject
        {
            ["review_id"] = "550e8400-e29b-41d4-a716-446655440000",
            ["written_at"] = "2026-02-03T14:30:00Z",
            ["author"] = "kim",
            ["subject"] = "tea",
            ["stars"] = 4,
            ["reads"] = 7,
            ["state"] = "shown",
        };
        foreach (var (field, value) in fields)
            data[field] = value;
        return Encoding.UTF8.GetBytes(new JsonObject { ["event_type"] = "review_created", ["data"] = data }.ToJsonString());
    }

    /// <summary>Adds an event to a batch.</summary>
    public static Refusal Decode(EventBatch batch, byte[] message) => batch.Stream.Decoder.Decode(message, 0, batch);

    /// <summary>The refusal of an event with one field as it stands in JSON.</summary>
    public static Refusal Decode(string field, string json, out EventBatch batch)
    {
        batch = Review.Stream.NewBatch(1);
        var message = Encoding.UTF8.GetString(Event((field, "VALUE"))).Replace("\"VALUE\"", json, StringComparison.Ordinal);
        return Decode(batch, Encoding.UTF8.GetBytes(message));
    }
}
