namespace Pipeline.Postgres.Tables;

/// <summary>A column of a stream's table. Passes values from a batch to a statement.</summary>
internal abstract class TableColumn(string name, string sqlType)
{
    /// <summary>Name.</summary>
    public string Name => name;

    /// <summary>PostgreSQL type.</summary>
    public string SqlType => sqlType;

    /// <summary>The column of a stream at an index.</summary>
    public static TableColumn Of(StreamDefinition stream, int index)
    {
        var column = stream.Columns[index];
        return column switch
        {
            Column<string> => New<string>(NpgsqlDbType.Text),
            Column<int> => New<int>(NpgsqlDbType.Integer),
            Column<int?> => New<int?>(NpgsqlDbType.Integer),
            Column<long> => New<long>(NpgsqlDbType.Bigint),
            Column<long?> => New<long?>(NpgsqlDbType.Bigint),
            Column<decimal> => New<decimal>(NpgsqlDbType.Numeric),
            Column<decimal?> => New<decimal?>(NpgsqlDbType.Numeric),
            Column<Guid> => New<Guid>(NpgsqlDbType.Uuid),
            Column<Guid?> => New<Guid?>(NpgsqlDbType.Uuid),
            Column<DateTime> => New<DateTime>(NpgsqlDbType.TimestampTz),
            Column<DateTime?> => New<DateTime?>(NpgsqlDbType.TimestampTz),
            _ => throw new InvalidOperationException(
                $"Column {stream.Name}.{column.Name} has type {column.ValueType.Name}, which tables do not support."),
        };

        TableColumn<T> New<T>(NpgsqlDbType type) =>
            new(column.Name, column.SqlType, type, batch => ((ColumnValues<T>)batch.Columns[index]).Rows);
    }

    /// <summary>Consecutive rows as an array parameter. Uses the batch's array without a copy.</summary>
    public abstract NpgsqlParameter Parameter(EventBatch batch, int start, int count);

    /// <summary>Selected rows as an array parameter.</summary>
    public abstract NpgsqlParameter Parameter(EventBatch batch, IReadOnlyList<int> rows);

    /// <summary>Writes the value of a row to a COPY.</summary>
    public abstract Task WriteAsync(NpgsqlBinaryImporter import, EventBatch batch, int row, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class TableColumn<T>(string name, string sqlType, NpgsqlDbType type, Func<EventBatch, T[]> values)
    : TableColumn(name, sqlType)
{
    public override NpgsqlParameter Parameter(EventBatch batch, int start, int count) => new NpgsqlParameter<ArraySegment<T>>
    {
        NpgsqlDbType = NpgsqlDbType.Array | type,
        TypedValue = new ArraySegment<T>(values(batch), start, count),
    };

    public override NpgsqlParameter Parameter(EventBatch batch, IReadOnlyList<int> rows)
    {
        var all = values(batch);
        var some = new T[rows.Count];
        for (var i = 0; i < some.Length; i++)
            some[i] = all[rows[i]];
        return new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = some };
    }

    public override Task WriteAsync(NpgsqlBinaryImporter import, EventBatch batch, int row, CancellationToken cancellationToken) =>
        values(batch)[row] is { } value ? import.WriteAsync(value, type, cancellationToken) : import.WriteNullAsync(cancellationToken);
}
