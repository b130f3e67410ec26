using Pipeline.Streams.Avro;

namespace Pipeline.Testing.Messages;

/// <summary>Schemas without a registry. An id is pending until <see cref="Answer"/>, if it is in <see cref="Pending"/>.</summary>
public sealed class FixedSchemas : ISchemaSource
{
    private readonly Dictionary<int, AvroType> _schemas = [];

    /// <summary>Ids for which the registry does not answer.</summary>
    public IDictionary<int, TaskCompletionSource> Pending { get; } = new Dictionary<int, TaskCompletionSource>();

    /// <summary>The schema of the ads, as <see cref="AdMessages.SchemaId"/>.</summary>
    public static FixedSchemas OfAds() => new FixedSchemas().With(AdMessages.SchemaId, AdMessages.Schema.ToString());

    public FixedSchemas With(int id, string schema)
    {
        _schemas[id] = AvroType.Parse(schema);
        return this;
    }

    public AvroType? Find(int id) => Pending.ContainsKey(id) ? null : _schemas.GetValueOrDefault(id);

    public Task Resolve(int id) => Pending.TryGetValue(id, out var pending) ? pending.Task : Task.CompletedTask;

    /// <summary>Lets the registry answer.</summary>
    public void Answer(int id)
    {
        var pending = Pending[id];
        Pending.Remove(id);
        pending.SetResult();
    }
}
