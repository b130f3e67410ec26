using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// Sums per group over new rows, computed in the client so that the server need not group the rows. The groups need no lock order: their
/// key begins with the partition, whose progress row is locked, so no other transaction locks them.
/// </summary>
internal static class ProjectionSums
{
    /// <summary>Adds one array per group column and one per sum.</summary>
    public static void AddParameters(NpgsqlParameterCollection parameters, in SubBatch subBatch, Projection projection)
    {
        var batch = subBatch.Batch;
        var stream = batch.Stream;
        var groups = new Dictionary<int, int>(new SameGroup(batch, projection));
        var first = new List<int>();
        var sums = Array.ConvertAll([.. projection.Sums], s => Sum.Of(batch, s.Source));
        for (var row = subBatch.Start; row < subBatch.Start + subBatch.Count; row++)
        {
            if (!batch.IsCounted(row))
                continue;
            if (!groups.TryGetValue(row, out var group))
            {
                groups[row] = group = first.Count;
                first.Add(row);
            }

            foreach (var sum in sums)
                sum.Add(group, row);
        }

        foreach (var group in projection.Groups)
        {
            parameters.Add(group switch
            {
                { IsDay: true } => Windows(batch, group, first, NpgsqlDbType.Date, DateOnly.FromDateTime),
                { Width.Ticks: var width } => Windows(
                    batch, group, first, NpgsqlDbType.TimestampTz, instant => instant.AddTicks(-(instant.Ticks % width))),
                _ => StreamTable.Of(stream).Columns[stream.IndexOf(group.Source.Name)].Parameter(batch, first),
            });
        }

        foreach (var sum in sums)
            parameters.Add(sum.Parameter(first.Count));
    }

    private static NpgsqlParameter<T[]> Windows<T>(
        EventBatch batch, ProjectionGroup group, List<int> rows, NpgsqlDbType type, Converter<DateTime, T> window)
    {
        var instants = batch.Rows<DateTime>(group.Source.Name);
        return ArrayOf(type, rows.ConvertAll(row => window(instants[row])).ToArray());
    }

    private static NpgsqlParameter<T[]> ArrayOf<T>(NpgsqlDbType type, T[] values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };

    /// <summary>Compares rows by their group columns, without allocating a key per group.</summary>
    private sealed class SameGroup(EventBatch batch, Projection projection) : IEqualityComparer<int>
    {
        private readonly (Column Column, ColumnValues Values, DateTime[]? Instants, long Ticks)[] _groups =
        [
            .. projection.Groups.Select(g => (
                g.Source, batch.Columns[batch.Stream.IndexOf(g.Source.Name)],
                g.Width is null ? null : batch.Rows<DateTime>(g.Source.Name), g.Width?.Ticks ?? 1)),
        ];

        public bool Equals(int x, int y)
        {
            foreach (var (column, values, instants, ticks) in _groups)
            {
                if (instants is null ? !column.AreEqual(values, x, y) : instants[x].Ticks / ticks != instants[y].Ticks / ticks)
                    return false;
            }

            return true;
        }

        public int GetHashCode(int obj)
        {
            var hash = default(HashCode);
            foreach (var (column, values, instants, ticks) in _groups)
                hash.Add(instants is null ? column.HashAt(values, obj) : (ulong)(instants[obj].Ticks / ticks));
            return hash.ToHashCode();
        }
    }

    private abstract class Sum
    {
        public static Sum Of(EventBatch batch, Column? source) => source switch
        {
            null => new Sum<long>(NpgsqlDbType.Bigint, static _ => 1),
            Column<int> => Whole(batch.Rows<int>(source.Name)),
            Column<int?> => Whole(batch.Rows<int?>(source.Name)),
            Column<long> => Whole(batch.Rows<long>(source.Name)),
            Column<long?> => Whole(batch.Rows<long?>(source.Name)),
            Column<decimal> => Decimal(batch.Rows<decimal>(source.Name)),
            Column<decimal?> => Decimal(batch.Rows<decimal?>(source.Name)),
            _ => throw new InvalidOperationException($"{batch.Stream.Name}.{source.Name} is not a number, so it cannot be summed."),
        };

        public abstract void Add(int group, int row);

        public abstract NpgsqlParameter Parameter(int groups);

        private static Sum<long> Whole(int[] rows) => new(NpgsqlDbType.Bigint, row => rows[row]);

        private static Sum<long> Whole(int?[] rows) => new(NpgsqlDbType.Bigint, row => rows[row] ?? 0);

        private static Sum<long> Whole(long[] rows) => new(NpgsqlDbType.Bigint, row => rows[row]);

        private static Sum<long> Whole(long?[] rows) => new(NpgsqlDbType.Bigint, row => rows[row] ?? 0);

        private static Sum<decimal> Decimal(decimal[] rows) => new(NpgsqlDbType.Numeric, row => rows[row]);

        private static Sum<decimal> Decimal(decimal?[] rows) => new(NpgsqlDbType.Numeric, row => rows[row] ?? 0);
    }

    private sealed class Sum<T>(NpgsqlDbType type, Func<int, T> value) : Sum
        where T : struct, INumber<T>
    {
        private readonly List<T> _totals = [];

        public override void Add(int group, int row)
        {
            if (group == _totals.Count)
                _totals.Add(T.Zero);
            _totals[group] += value(row);
        }

        public override NpgsqlParameter Parameter(int groups) =>
            _totals.Count == groups ? ArrayOf(type, _totals.ToArray()) : throw new InvalidOperationException("A group has no sum.");
    }
}
