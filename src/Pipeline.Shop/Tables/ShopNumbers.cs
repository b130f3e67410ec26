namespace Pipeline.Shop.Tables;

/// <summary>
/// Allocates the numbers in ids such as u_12345 and p_67890 from sequences, so that no two writers get the same number. A rolled-back
/// write leaves a gap in the numbers.
/// </summary>
public sealed class ShopNumbers(NpgsqlDataSource database)
{
    /// <summary>The next <paramref name="count"/> user numbers, ascending.</summary>
    public Task<long[]> NextUsersAsync(int count, CancellationToken cancellationToken) =>
        NextAsync("user_numbers", count, cancellationToken);

    /// <summary>The next <paramref name="count"/> product numbers, ascending.</summary>
    public Task<long[]> NextProductsAsync(int count, CancellationToken cancellationToken) =>
        NextAsync("product_numbers", count, cancellationToken);

    private async Task<long[]> NextAsync(string sequence, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT array_agg(nextval('{sequence}')) FROM generate_series(1, $1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        return (long[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
