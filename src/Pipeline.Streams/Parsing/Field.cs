using System.Text.Json;
using Pipeline.Streams.Batches;

namespace Pipeline.Streams.Parsing;

/// <summary>Reads the value the reader stands on into a row of the batch.</summary>
internal delegate Refusal FieldReader<in TBatch>(ref Utf8JsonReader json, TBatch batch, int row)
    where TBatch : EventBatch;

/// <summary>One field of an event's data: its name and how its value gets into the batch.</summary>
internal sealed record Field<TBatch>(string Name, FieldReader<TBatch> Read)
    where TBatch : EventBatch
{
    public byte[] Utf8Name { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
}
