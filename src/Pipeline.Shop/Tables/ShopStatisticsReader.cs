namespace Pipeline.Shop.Tables;

/// <summary>Reads the shop statistics from order_totals.</summary>
/// <param name="database">Read-only connections.</param>
public sealed class ShopStatisticsReader(NpgsqlDataSource database)
{
    private const string Query = """
        SELECT category, split_part(region, ' ', 1), sum(orders)::bigint, sum(revenue)::bigint
        FROM order_totals GROUP BY GROUPING SETS ((1), (2)) ORDER BY 4 DESC, 1, 2
        """;

    /// <summary>Orders and revenue by category and region.</summary>
    public async Task<ShopStatistics> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Query);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (categories, regions) = (new List<ShopStatistic>(), new List<ShopStatistic>());
        while (await reader.ReadAsync(cancellationToken))
        {
            var byCategory = !await reader.IsDBNullAsync(0, cancellationToken);
            (byCategory ? categories : regions).Add(new(reader.GetString(byCategory ? 0 : 1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return new(categories, regions);
    }
}
