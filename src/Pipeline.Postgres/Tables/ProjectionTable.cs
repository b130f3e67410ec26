using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.Postgres.Tables;

/// <summary>A projection's table in SQL.</summary>
internal static class ProjectionTable
{
    /// <summary>1 when projections count the row, else 0.</summary>
    public static string CountedExpression(StreamDefinition stream) => stream.CountedBy is { } column
        ? $"({column.Name} <> ALL (ARRAY[{string.Join(", ", stream.Uncounted.Select(static v => $"'{v.Replace("'", "''", StringComparison.Ordinal)}'"))}]))::integer"
        : "1";

    /// <summary>The value of a group, from the columns of the stream's table.</summary>
    public static string Expression(ProjectionGroup group) => group.IsDay ? $"({group.Source.Name} AT TIME ZONE 'UTC')::date" : group.Source.Name;

    /// <summary>Type of a group's values in PostgreSQL.</summary>
    public static string SqlType(ProjectionGroup group) => group.IsDay ? "date" : group.Source.SqlType;

    /// <summary>The groups as a list for SQL.</summary>
    public static string GroupList(Projection projection) => string.Join(", ", projection.Groups.Select(static g => g.Name));

    /// <summary><c>INSERT INTO table AS t (…)</c>; the statement's SELECT follows.</summary>
    public static string Insert(Projection projection) =>
        $"INSERT INTO {projection.Table} AS t ({projection.PartitionName}, {GroupList(projection)}, {string.Join(", ", projection.Sums.Select(static s => s.Name))})";

    /// <summary>The end of the statement: adds to the row that exists.</summary>
    public static string AddOnConflict(Projection projection) =>
        $"ON CONFLICT ({projection.PartitionName}, {GroupList(projection)}) DO UPDATE SET "
        + string.Join(", ", projection.Sums.Select(static s => $"{s.Name} = t.{s.Name} + excluded.{s.Name}"));

    /// <summary>The columns of the stream from which the stream's projections are computed.</summary>
    public static IEnumerable<Column> Sources(StreamDefinition stream) => stream.Projections
        .SelectMany(static p => p.Groups.Select(static g => g.Source).Concat(p.Sums.Select(static s => s.Source).OfType<Column>()))
        .Distinct();
}
