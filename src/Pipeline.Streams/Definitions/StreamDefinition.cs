using Pipeline.Streams.Avro;
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
        var stream = record.GetCustomAttribute<StreamAttribute>() ?? throw new InvalidOperationException($"{record.Name} needs [Stream].");
        Name = stream.Name;
        DefaultTopic = stream.Topic ?? Name;
        ConsumerGroup = Name + "-consumers";
        IsAvro = record.IsDefined(typeof(AvroRecordAttribute));
        IsFlat = IsAvro || record.IsDefined(typeof(FlatJsonAttribute));
        // A derived key comes last, so that Fields, which lacks it, has the indices of Columns.
        PropertyInfo[] properties =
        [
            .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .OrderBy(static p => p.IsDefined(typeof(DerivedFromAttribute))),
        ];
        Columns = [.. properties.Select(ColumnReader.Read)];
        if (Columns.Count > 32)
            throw new InvalidOperationException($"{record.Name} has more than 32 columns.");
        KeyIndex = IndexOf<KeyAttribute>(properties) ?? throw new InvalidOperationException($"{record.Name} needs a property with [Key].");
        PartitionByIndex = IndexOf<PartitionByAttribute>(properties) ?? KeyIndex;
        if (Key.IsNullable || PartitionBy.IsNullable)
            throw new InvalidOperationException($"{record.Name} has a nullable key.");
        if (IsAvro && Columns.FirstOrDefault(static c => c.AvroKind is null) is { } other)
            throw new InvalidOperationException($"{record.Name}.{other.PropertyName} has a type that Avro messages cannot have.");
        DerivedKey = DerivedKey.Read(this, properties);
        ReadEventTypes(record, properties);
        (CountedIndex, CountsListed, CountedValues) = ReadCounted(properties);
    }

    /// <summary>Logical name: the table, and the value of CONSUMER_TOPIC.</summary>
    public string Name { get; }

    /// <summary>Name of the topic, unless a setting changes it.</summary>
    public string DefaultTopic { get; }

    /// <summary>
    /// Whether messages have no envelope, see <see cref="FlatJsonAttribute"/> and <see cref="AvroRecordAttribute"/>. Such messages
    /// never pass the outbox.
    /// </summary>
    public bool IsFlat { get; }

    /// <summary>Whether messages are Avro, see <see cref="AvroRecordAttribute"/>.</summary>
    public bool IsAvro { get; }

    /// <summary>Type of the record.</summary>
    public Type RecordType { get; }

    /// <summary>The consumer group that writes the stream into the database, without KAFKA_GROUP_PREFIX.</summary>
    public string ConsumerGroup { get; }

    /// <summary>The fields of the record, in the order of its properties; a derived key comes last.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The columns that are fields of a message: all except a derived key.</summary>
    public IEnumerable<Column> Fields => DerivedKey is null ? Columns : Columns.SkipLast(1);

    /// <summary>The natural key.</summary>
    public Column Key => Columns[KeyIndex];

    /// <summary>The column that is the Kafka key.</summary>
    public Column PartitionBy => Columns[PartitionByIndex];

    /// <summary>The event type that creates a row.</summary>
    public EventType Created { get; private set; } = null!;

    /// <summary>The event type that changes a row; null if rows never change.</summary>
    public EventType? Changed { get; private set; }

    /// <summary>All event types of the stream. Flat messages do not contain the name of their type.</summary>
    public IReadOnlyList<EventType> EventTypes => Changed is null ? [Created] : [Created, Changed];

    /// <summary>The projections that the transaction of a batch updates.</summary>
    public IReadOnlyList<Projection> Projections { get; private set; } = [];

    /// <summary>The text column that decides whether projections count a row; null if there is none.</summary>
    public Column? CountedBy => CountedIndex is { } index ? Columns[index] : null;

    /// <summary>The values of <see cref="CountedBy"/> to which <see cref="CountsListed"/> applies; empty without such a column.</summary>
    public string[] CountedValues { get; }

    /// <summary>True: projections count only rows with <see cref="CountedValues"/>. False: they count all other rows.</summary>
    public bool CountsListed { get; }

    /// <summary>Indices of the nullable columns by which projections group. A row in which one of them is null is not counted.</summary>
    public int[] NullableGroups { get; private set; } = [];

    /// <summary>All streams of the same assembly, sorted by <see cref="StreamAttribute.Position"/>.</summary>
    public IReadOnlyList<StreamDefinition> Domain { get; private set; } = [];

    /// <summary>Decodes messages of the stream's topic that are JSON.</summary>
    /// <exception cref="InvalidOperationException">The messages are Avro: use <see cref="DecoderWith"/>.</exception>
    public EventDecoder Decoder => _decoder ??= IsAvro
        ? throw new InvalidOperationException($"The messages of {Name} are Avro, which cannot be decoded without a schema registry.")
        : IsFlat ? new FlatDecoder(this) : new EnvelopeDecoder(this);

    internal DerivedKey? DerivedKey { get; }

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

    /// <summary>Decodes messages of the stream's topic.</summary>
    /// <param name="schemas">The registry of Avro schemas. Not used for JSON.</param>
    public EventDecoder DecoderWith(ISchemaSource schemas) => IsAvro ? new AvroDecoder(this, schemas) : Decoder;

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
        NullableGroups =
        [
            .. Projections.SelectMany(static p => p.Groups).Where(static g => g.Source.IsNullable).Select(g => IndexOf(g.Source.Name))
                .Distinct(),
        ];
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

    private (int? Index, bool IsListed, string[] Values) ReadCounted(PropertyInfo[] properties)
    {
        var (counted, uncounted) = (IndexOf<CountedIfAttribute>(properties), IndexOf<CountedUnlessAttribute>(properties));
        if ((counted ?? uncounted) is not { } index)
            return (null, false, []);
        var property = properties[index];
        var attribute = counted is null ? "CountedUnless" : "CountedIf";
        if (Columns[index] is not Column<string> { IsNullable: false })
            throw new InvalidOperationException($"{RecordType.Name}.{property.Name} has [{attribute}], but is nullable or not a text.");
        if (counted is not null && uncounted is not null)
            throw new InvalidOperationException($"{RecordType.Name} has both [CountedIf] and [CountedUnless].");

        var values = property.GetCustomAttribute<CountedIfAttribute>()?.Values;
        return (index, counted is not null, [.. values ?? property.GetCustomAttribute<CountedUnlessAttribute>()!.Values]);
    }

    private void ReadEventTypes(Type record, PropertyInfo[] properties)
    {
        if (IsFlat)
        {
            if (record.IsDefined(typeof(CreatedByAttribute)) || record.IsDefined(typeof(ChangedByAttribute)))
                throw new InvalidOperationException($"{record.Name} has no envelope: remove [CreatedBy] and [ChangedBy].");
            Created = new(this, Name, creates: true, previous: null);
            return;
        }

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
