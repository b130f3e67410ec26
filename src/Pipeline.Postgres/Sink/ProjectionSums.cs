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
        var sums = Array.ConvertAll([.. projection.Sums], s => new Sum(batch, s.Source));
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
            parameters.Add(group.IsDay
                ? Days(batch, group, first)
                : StreamTable.Of(stream).Columns[stream.IndexOf(group.Source.Name)].Parameter(batch, first));
        }

        foreach (var sum in sums)
        {
            parameters.Add(new NpgsqlParameter<long[]>
            {
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
                TypedValue = sum.Totals(first.Count),
            });
        }
    }

    private static NpgsqlParameter<DateOnly[]> Days(EventBatch batch, ProjectionGroup group, List<int> rows)
    {
        var instants = batch.Rows<DateTime>(group.Source.Name);
        var days = new DateOnly[rows.Count];
        for (var i = 0; i < days.Length; i++)
            days[i] = DateOnly.FromDateTime(instants[rows[i]]);
        return new NpgsqlParameter<DateOnly[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date, TypedValue = days };
    }

    /// <summary>Compares rows by their group columns, without allocating a key per group.</summary>
    private sealed class SameGroup(EventBatch batch, Projection projection) : IEqualityComparer<int>
    {
        private readonly (Column Column, ColumnValues Values, DateTime[]? Instants)[] _groups = [.. projection.Groups.Select(g => (
            g.Source, batch.Columns[batch.Stream.IndexOf(g.Source.Name)], g.IsDay ? batch.Rows<DateTime>(g.Source.Name) : null))];

        public bool Equals(int x, int y)
        {
            foreach (var (column, values, instants) in _groups)
            {
                if (instants is null ? !column.AreEqual(values, x, y) : instants[x].Date != instants[y].Date)
                    return false;
            }

            return true;
        }

        public int GetHashCode(int obj)
        {
            var hash = default(HashCode);
            foreach (var (column, values, instants) in _groups)
                hash.Add(instants is null ? column.HashAt(values, obj) : (ulong)instants[obj].Date.Ticks);
            return hash.ToHashCode();
        }
    }

    private sealed class Sum
    {
        private readonly int[]? _ints;
        private readonly long[]? _longs;
        private readonly List<long> _totals = [];

        public Sum(EventBatch batch, Column? source)
        {
            if (source is Column<int>)
                _ints = batch.Rows<int>(source.Name);
            else if (source is Column<long>)
                _longs = batch.Rows<long>(source.Name);
            else if (source is not null)
                throw new InvalidOperationException($"{batch.Stream.Name}.{source.Name} is not an integer, so it cannot be summed.");
        }

        public void Add(int group, int row)
        {
            if (group == _totals.Count)
                _totals.Add(0);
            _totals[group] += _ints is not null ? _ints[row] : _longs is not null ? _longs[row] : 1;
        }

        public long[] Totals(int groups) =>
            _totals.Count == groups ? [.. _totals] : throw new InvalidOperationException("A group has no sum.");
    }
}
