namespace Pipeline.Postgres.Tables;

/// <summary>The columns of a stream's table that events write: those of the record, then event_id and version.</summary>
internal sealed class StreamTable
{
    private static readonly ConcurrentDictionary<StreamDefinition, StreamTable> Tables = new();

    private StreamTable(StreamDefinition stream)
    {
        Stream = stream;
        Columns =
        [
            .. Enumerable.Range(0, stream.Columns.Count).Select(index => TableColumn.Of(stream, index)),
            new TableColumn<Guid>("event_id", "uuid", NpgsqlDbType.Uuid, static batch => batch.EventId),
            new TableColumn<int>("version", "integer", NpgsqlDbType.Integer, static batch => batch.Version),
        ];
        ColumnList = string.Join(", ", Columns.Select(static c => c.Name));
    }

    /// <summary>The stream.</summary>
    public StreamDefinition Stream { get; }

    /// <summary>Name of the table.</summary>
    public string Name => Stream.Name;

    /// <summary>Name of the primary key column.</summary>
    public string Key => Stream.Key.Name;

    /// <summary>All columns that events write.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The names of <see cref="Columns"/>, separated by commas.</summary>
    public string ColumnList { get; }

    /// <summary>The columns that a change event can change, including event_id and version.</summary>
    public IEnumerable<string> Changing =>
        Stream.Columns.Where(Stream.Changes).Select(static c => c.Name).Append("event_id").Append("version");

    /// <summary>The table of a stream.</summary>
    public static StreamTable Of(StreamDefinition stream) => Tables.GetOrAdd(stream, static s => new(s));

    /// <summary>Index of a column among <see cref="Columns"/>.</summary>
    public int IndexOf(string column) => Columns.TakeWhile(c => c.Name != column).Count();

    /// <summary><c>unnest($first::text[], …)</c> over the columns. Parameter numbers start at <paramref name="first"/>.</summary>
    public string Unnest(int first) =>
        $"unnest({string.Join(", ", Columns.Select((c, i) => $"${first + i}::{c.SqlType}[]"))})";
}
