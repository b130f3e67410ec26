using Npgsql;

namespace Pipeline.Shop.Tables;

/// <summary>
/// Gives out the numbers in u_12345 and p_67890 from sequences, so that any number of writers, now and later, never give out
/// the same twice. A rolled-back write leaves a hole, nothing worse.
/// </summary>
public sealed class ShopNumbers(NpgsqlDataSource database)
{
    /// <summary>The next <paramref name="count"/> user numbers, ascending.</summary>
    public Task<long[]> NextUsersAsync(int count, CancellationToken cancellationToken) => NextAsync("user_numbers", count, cancellationToken);

    /// <summary>The next <paramref name="count"/> product numbers, ascending.</summary>
    public Task<long[]> NextProductsAsync(int count, CancellationToken cancellationToken) => NextAsync("product_numbers", count, cancellationToken);

    private async Task<long[]> NextAsync(string sequence, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT array_agg(nextval('{sequence}')) FROM generate_series(1, $1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        return (long[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
