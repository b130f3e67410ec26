using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Verification;

/// <summary>A projection compared with the sum over the counted rows of its stream, in one snapshot.</summary>
/// <param name="TooMany">By how many rows the projection's counts are too high, over all groups.</param>
/// <param name="TooFew">By how many rows the projection's counts are too low, over all groups.</param>
/// <param name="WrongSums">Number of groups with the right count and a wrong sum.</param>
public sealed record ProjectionCheck(long TooMany, long TooFew, long WrongSums)
{
    /// <summary>Whether projection and rows agree.</summary>
    public bool Holds => this is { TooMany: 0, TooFew: 0, WrongSums: 0 };

    internal static string Sql(StreamDefinition stream, Projection projection)
    {
        var groups = ProjectionTable.GroupList(projection);
        var positions = string.Join(", ", projection.Groups.Select(static (_, i) => i + 1));
        var expressions = projection.Groups.Select(static g => $"{ProjectionTable.Expression(g)} AS {g.Name}");
        var count = projection.Sums.FirstOrDefault(static s => s.Source is null);
        var sums = projection.Sums.Where(s => s != count).Select(static s => s.Name).ToList();
        var recomputed = projection.Sums.Select(static s => $"{(s.Source is null ? "count(*)" : $"sum({s.Source.Name})")} AS {s.Name}");
        return $"""
            WITH totals AS (
                SELECT {groups}, {string.Join(", ", projection.Sums.Select(static s => $"sum({s.Name}) AS {s.Name}"))}
                FROM {projection.Table} GROUP BY {positions}),
            counted AS (
                SELECT {string.Join(", ", expressions)}, count(*) AS counted_rows,
                       {string.Join(", ", recomputed)}
                FROM {stream.Name} WHERE counted = 1 GROUP BY {positions}),
            compared AS (
                SELECT coalesce({(count is null ? "c.counted_rows" : $"t.{count.Name}")}, 0) AS t_rows,
                       coalesce(c.counted_rows, 0) AS c_rows,
                       ({Sums("t", sums)}) IS NOT DISTINCT FROM ({Sums("c", sums)}) AS sums_agree
                FROM totals t FULL JOIN counted c USING ({groups}))
            SELECT coalesce(sum(greatest(0, t_rows - c_rows)), 0)::bigint, coalesce(sum(greatest(0, c_rows - t_rows)), 0)::bigint,
                   count(*) FILTER (WHERE t_rows = c_rows AND NOT sums_agree)
            FROM compared
            """;
    }

    private static string Sums(string alias, List<string> sums) =>
        string.Join(", ", sums.Select(s => $"coalesce({alias}.{s}, 0)::numeric").DefaultIfEmpty("0"));
}
