using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// The definition of a stream, read once per process from the attributes of its record. Producers, consumers, tables, verification,
/// reports and permissions use nothing else of a stream.
/// </summary>
public abstract class StreamDefinition
{
    private EventDecoder? _decoder;

    private protected StreamDefinition(Type record)
    {
        RecordType = record;
        Name = record.GetCustomAttribute<StreamAttribute>()?.Name ?? throw new InvalidOperationException($"{record.Name} needs [Stream].");
        ConsumerGroup = Name + "-consumers";
        var properties = record.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        Columns = [.. properties.Select(ColumnReader.Read)];
        if (Columns.Count > 32)
            throw new InvalidOperationException($"{record.Name} has more than 32 columns.");
        KeyIndex = IndexOf<KeyAttribute>(properties) ?? throw new InvalidOperationException($"{record.Name} needs a property with [Key].");
        PartitionByIndex = IndexOf<PartitionByAttribute>(properties) ?? KeyIndex;
        if (Key.IsNullable || PartitionBy.IsNullable)
            throw new InvalidOperationException($"{record.Name} has a nullable key.");
        ReadEventTypes(record, properties);
        CountedIndex = IndexOf<CountedUnlessAttribute>(properties);
        if (CountedIndex is not { } counted)
            return;
        if (Columns[counted] is not Column<string>)
            throw new InvalidOperationException($"{record.Name}.{properties[counted].Name} has [CountedUnless] and is no text.");
        Uncounted = [.. properties[counted].GetCustomAttribute<CountedUnlessAttribute>()!.Values];
    }

    /// <summary>Logical name: the table, the default topic, and the value of CONSUMER_TOPIC.</summary>
    public string Name { get; }

    /// <summary>Type of the record.</summary>
    public Type RecordType { get; }

    /// <summary>The consumer group that writes the stream into the database, without KAFKA_GROUP_PREFIX.</summary>
    public string ConsumerGroup { get; }

    /// <summary>The fields of the record, in the order of its properties.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The natural key.</summary>
    public Column Key => Columns[KeyIndex];

    /// <summary>The column that is the Kafka key.</summary>
    public Column PartitionBy => Columns[PartitionByIndex];

    /// <summary>The event type that creates a row.</summary>
    public EventType Created { get; private set; } = null!;

    /// <summary>The event type that changes a row; null if rows never change.</summary>
    public EventType? Changed { get; private set; }

    /// <summary>All event types of the stream.</summary>
    public IReadOnlyList<EventType> EventTypes => Changed is null ? [Created] : [Created, Changed];

    /// <summary>The projections that the transaction of a batch updates.</summary>
    public IReadOnlyList<Projection> Projections { get; private set; } = [];

    /// <summary>The column that decides whether projections count a row; null if they count every row.</summary>
    public Column? CountedBy => CountedIndex is { } index ? Columns[index] : null;

    /// <summary>Values of <see cref="CountedBy"/> with which projections ignore a row.</summary>
    public string[] Uncounted { get; } = [];

    /// <summary>All streams of the same assembly, sorted by <see cref="StreamAttribute.Position"/>.</summary>
    public IReadOnlyList<StreamDefinition> Domain { get; private set; } = [];

    /// <summary>Decodes messages of the stream's topic.</summary>
    public EventDecoder Decoder => _decoder ??= new EnvelopeDecoder(this);

    internal int KeyIndex { get; }

    internal int PartitionByIndex { get; }

    internal int? CountedIndex { get; }

    private HashSet<Column> Changing { get; set; } = [];

    /// <summary>The definition of a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <exception cref="InvalidOperationException">The record is not a stream.</exception>
    public static StreamDefinition<T> Of<T>()
        where T : class => Cache<T>.Definition;

    /// <summary>Creates an empty batch.</summary>
    /// <param name="capacity">Maximum number of rows, 1 or more.</param>
    public EventBatch NewBatch(int capacity) => new(this, capacity);

    /// <summary>Whether a change event may change the column.</summary>
    public bool Changes(Column column) => Changing.Contains(column);

    /// <summary>Index of a column among <see cref="Columns"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no such column.</exception>
    public int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
                return i;
        }

        throw new InvalidOperationException($"Stream {Name} has no column {column}.");
    }

    /// <summary>Creates an event from a record whose type is known only at run time, for example from Entity Framework.</summary>
    /// <param name="writer">Writes the bytes.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="record">The record after the change.</param>
    /// <param name="previous">Value of <see cref="EventType.Previous"/> before the change; null for a new row.</param>
    /// <returns>Kafka key and bytes.</returns>
    public abstract (string Key, byte[] Payload) NewEvent(EventWriter writer, in Envelope envelope, object record, string? previous);

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal Column Property(string name) => Columns.FirstOrDefault(c => c.PropertyName == name)
        ?? throw new InvalidOperationException($"{RecordType.Name} has no property {name}.");

    /// <summary>Sets what depends on the other streams of the assembly.</summary>
    internal void Complete(IReadOnlyList<StreamDefinition> domain, IEnumerable<Type> projections)
    {
        Domain = domain;
        Projections = [.. projections.Select(p => new Projection(p, this))];
    }

    private static class Cache<T>
        where T : class
    {
        public static readonly StreamDefinition<T> Definition = (StreamDefinition<T>)StreamRegistry.Of(typeof(T).Assembly).Of(typeof(T));
    }

    /// <summary>The property with an attribute that at most one property has.</summary>
    private static int? IndexOf<T>(PropertyInfo[] properties)
        where T : Attribute
    {
        var found = Enumerable.Range(0, properties.Length).Where(i => properties[i].IsDefined(typeof(T))).ToList();
        if (found.Count > 1)
        {
            var attribute = typeof(T).Name[..^nameof(Attribute).Length];
            throw new InvalidOperationException($"{properties[0].DeclaringType!.Name} has more than one property with [{attribute}].");
        }

        return found.Count == 0 ? null : found[0];
    }

    private void ReadEventTypes(Type record, PropertyInfo[] properties)
    {
        var created = record.GetCustomAttribute<CreatedByAttribute>()
            ?? throw new InvalidOperationException($"{record.Name} needs [CreatedBy].");
        Created = new(this, created.Type, creates: true, previous: null);
        if (record.GetCustomAttribute<ChangedByAttribute>() is not { } changed)
            return;
        var only = changed.Only is null ? null : Property(changed.Only) as Column<string>
            ?? throw new InvalidOperationException($"{record.Name}.{changed.Only} is not a text.");
        Changed = new(this, changed.Type, creates: false, only);
        Changing = only is not null
            ? [only]
            : [.. Columns.Where((c, i) => i != KeyIndex && i != PartitionByIndex && !properties[i].IsDefined(typeof(FixedAttribute)))];
    }
}
