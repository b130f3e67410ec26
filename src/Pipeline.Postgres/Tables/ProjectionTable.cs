namespace Pipeline.Postgres.Tables;

/// <summary>SQL fragments for a projection's table.</summary>
internal static class ProjectionTable
{
    /// <summary>Expression: 1 if projections count the row, else 0.</summary>
    public static string CountedExpression(StreamDefinition stream)
    {
        if (stream.CountedBy is not { } column)
            return "1";
        var uncounted = stream.Uncounted.Select(v => $"{column.Name} <> '{v.Replace("'", "''", StringComparison.Ordinal)}'");
        return $"({string.Join(" AND ", uncounted)})::integer";
    }

    /// <summary>Expression: the value of a group, from the columns of the stream's table.</summary>
    public static string Expression(ProjectionGroup group) =>
        group.IsDay ? $"({group.Source.Name} AT TIME ZONE 'UTC')::date" : group.Source.Name;

    /// <summary>PostgreSQL type of a group column.</summary>
    public static string SqlType(ProjectionGroup group) => group.IsDay ? "date" : group.Source.SqlType;

    /// <summary>The group columns, separated by commas.</summary>
    public static string GroupList(Projection projection) => string.Join(", ", projection.Groups.Select(static g => g.Name));

    /// <summary><c>INSERT INTO table AS t (…)</c>. A SELECT must follow.</summary>
    public static string Insert(Projection projection)
    {
        var sums = string.Join(", ", projection.Sums.Select(static s => s.Name));
        return $"INSERT INTO {projection.Table} AS t ({projection.PartitionName}, {GroupList(projection)}, {sums})";
    }

    /// <summary>The ON CONFLICT clause, which adds to an existing row.</summary>
    public static string AddOnConflict(Projection projection) =>
        $"ON CONFLICT ({projection.PartitionName}, {GroupList(projection)}) DO UPDATE SET "
        + string.Join(", ", projection.Sums.Select(static s => $"{s.Name} = t.{s.Name} + excluded.{s.Name}"));

    /// <summary>The columns of the stream that its projections use.</summary>
    public static IEnumerable<Column> Sources(StreamDefinition stream) => stream.Projections
        .SelectMany(static p => p.Groups.Select(static g => g.Source).Concat(p.Sums.Select(static s => s.Source).OfType<Column>()))
        .Distinct();
}
