namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Has the server answer with a SQLSTATE of the test's choice: a trigger that raises it. For states that cannot be brought
/// about on a server that others use too, such as a full disk.
/// </summary>
internal sealed class RaisedFaults(ShopDatabase database)
{
    private static readonly string[] Tables = ["orders", "consumer_progress"];

    /// <summary>From now on writers of orders and consumers meet it.</summary>
    /// <param name="sqlState">What is raised.</param>
    /// <param name="probability">How often, 0–1.</param>
    public async Task BeginAsync(string sqlState, double probability)
    {
        // The counter is a sequence, because a sequence keeps its value when the transaction is rolled back.
        await database.ExecuteAsync(FormattableString.Invariant($"""
            CREATE SEQUENCE made_faults MINVALUE 0 START 0;
            SELECT nextval('made_faults');
            CREATE FUNCTION make_fault() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            BEGIN
                IF random() < {probability} THEN
                    PERFORM nextval('made_faults');
                    RAISE EXCEPTION 'made by a test' USING ERRCODE = '{sqlState}';
                END IF;
                RETURN NULL;
            END $$
            """));
        foreach (var table in Tables)
            await database.ExecuteAsync(
                $"CREATE TRIGGER make_fault BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION make_fault()");
    }

    /// <summary>Ends it.</summary>
    /// <returns>How often it was raised.</returns>
    public async Task<long> EndAsync()
    {
        foreach (var table in Tables)
            await database.ExecuteAsync($"DROP TRIGGER make_fault ON {table}");
        var count = await database.AskAsync<long>("SELECT last_value FROM made_faults");
        await database.ExecuteAsync("DROP FUNCTION make_fault(); DROP SEQUENCE made_faults");
        return count;
    }
}
