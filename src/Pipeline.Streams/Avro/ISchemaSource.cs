namespace Pipeline.Streams.Avro;

/// <summary>
/// The schemas of a registry by their ids. An interface because streams know no registry: it is a server, and tests have schemas
/// without one. Thread-safe.
/// </summary>
public interface ISchemaSource
{
    /// <summary>The schema with an id; null if the registry has none, or has not answered. See <see cref="Resolve"/>.</summary>
    AvroType? Find(int id);

    /// <summary>Asks the registry for a schema, unless its answer is known. After a failure, the registry is asked again.</summary>
    /// <returns>Completes when the registry has answered, also if that takes hours.</returns>
    Task Resolve(int id);
}
