using System.Text.Json;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>A row of the outbox as the relay reads it.</summary>
internal sealed record OutboxRow(short Shard, string Topic, string Key, Guid EventId, string EventType, byte[] Payload)
{
    /// <summary>previous_status in the envelope; null where it has none.</summary>
    public string? PreviousStatus
    {
        get
        {
            using var json = JsonDocument.Parse(Payload);
            return json.RootElement.TryGetProperty("previous_status", out var status) ? status.GetString() : null;
        }
    }

    public static async Task<List<OutboxRow>> ReadAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            "SELECT shard, topic, key, event_id, event_type, payload FROM outbox ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(new(
                reader.GetInt16(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3), reader.GetString(4),
                reader.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    /// <summary>The payload as a consumer reads it: the one row of a batch.</summary>
    public EventBatch Parse()
    {
        var batch = ShopStreams.Registry.Find(Topic)!.NewBatch(1);
        Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(Payload, 0, batch));
        return batch;
    }
}
