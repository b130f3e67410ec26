namespace Pipeline.Postgres.Tables;

/// <summary>SQL fragments for a projection's table.</summary>
internal static class ProjectionTable
{
    /// <summary>Expression: 1 if projections count the row, else 0.</summary>
    public static string CountedExpression(StreamDefinition stream)
    {
        var conditions = new List<string>();
        if (stream.CountedBy is { } column)
        {
            var values = stream.CountedValues.Select(static v => $"'{v.Replace("'", "''", StringComparison.Ordinal)}'");
            conditions.AddRange(stream.CountsListed
                ? [$"{column.Name} IN ({string.Join(", ", values)})"]
                : values.Select(v => $"{column.Name} <> {v}"));
        }

        conditions.AddRange(stream.NullableGroups.Select(i => $"{stream.Columns[i].Name} IS NOT NULL"));
        return conditions.Count == 0 ? "1" : $"({string.Join(" AND ", conditions)})::integer";
    }

    /// <summary>Expression: the value of a group, from the columns of the stream's table.</summary>
    public static string Expression(ProjectionGroup group) => group switch
    {
        { Width: null } => group.Source.Name,
        { IsDay: true } => $"({group.Source.Name} AT TIME ZONE 'UTC')::date",
        // The origin is a midnight before the first instant of a column.
        _ => $"date_bin('{group.Width!.Value.TotalMinutes} minutes', {group.Source.Name}, '1900-01-01 00:00:00Z')",
    };

    /// <summary>Expression: a sum over the changes of rows.</summary>
    public static string Change(ProjectionSum sum) => sum.Source switch
    {
        null => "sum(counted_change)",
        { IsNullable: true } => $"coalesce(sum(counted_change * {sum.Source.Name}), 0)",
        _ => $"sum(counted_change * {sum.Source.Name})",
    };

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
