using Npgsql;
using NpgsqlTypes;
using Pipeline.Streams.Batches;

namespace Pipeline.Postgres.Sink;

/// <summary>A column of a table and where a batch keeps its values.</summary>
internal abstract record Column(string Name, string SqlType)
{
    /// <summary>The values of a run of rows as a parameter for unnest: the batch's own array, not a copy.</summary>
    public abstract NpgsqlParameter Parameter(EventBatch batch, int start, int count);

    /// <summary>A row's value into a COPY.</summary>
    public abstract Task WriteAsync(NpgsqlBinaryImporter import, EventBatch batch, int row, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed record Column<TBatch, T>(string Name, string SqlType, NpgsqlDbType Type, Func<TBatch, T[]> Values) : Column(Name, SqlType)
    where TBatch : EventBatch
{
    public override NpgsqlParameter Parameter(EventBatch batch, int start, int count) => new NpgsqlParameter<ArraySegment<T>>
    {
        NpgsqlDbType = NpgsqlDbType.Array | Type,
        TypedValue = new ArraySegment<T>(Values((TBatch)batch), start, count),
    };

    public override Task WriteAsync(NpgsqlBinaryImporter import, EventBatch batch, int row, CancellationToken cancellationToken) =>
        import.WriteAsync(Values((TBatch)batch)[row], Type, cancellationToken);
}
