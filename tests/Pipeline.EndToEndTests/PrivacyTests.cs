using Npgsql;

namespace Pipeline.EndToEndTests;

/// <summary>
/// What <c>make run</c> prints is read by people and kept by machines: no password in the log, nothing of a customer anywhere.
/// </summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Run_says_nothing_of_a_customer_and_no_password_but_in_the_lines_to_paste()
    {
        using var folder = new ScratchFolder();
        await using var run = PipelineRun.Start(folder.Path, ("SEED_USERS", "300"), ("SEED_PRODUCTS", "300"), ("ORDER_RATE", "100"));
        var toPaste = await run.LineAsync(line => line.Contains("PGPASSWORD=", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        var psql = toPaste.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var password = psql[1]["PGPASSWORD=".Length..];
        await run.LineAsync(line => line.EndsWith("so far", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        var customers = await CustomersAsync($"Host={psql[4]};Port={psql[6]};Username={psql[8]};Database={psql[9]};Password={password}");
        run.Signal("INT");
        var (exitCode, _) = await run.EndAsync(TimeSpan.FromSeconds(120));

        Assert.True(exitCode == 0, run.Output);
        Assert.Equal(900, customers.Count);
        Assert.DoesNotContain(customers, text => run.Output.Contains(text, StringComparison.Ordinal));
        Assert.DoesNotContain(password, string.Join('\n', run.StandardError), StringComparison.Ordinal);
        // Two lines contain it on purpose, for use in a second terminal: the server is deleted with its password, and listens on this
        // machine only.
        var telling = run.Output.Split('\n').Where(line => line.Contains(password, StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["  psql: PGPASSWORD=", "  in another terminal: make status "],
            telling.Select(line => line[..(line.IndexOf('=', StringComparison.Ordinal) + 1)])
            .Select(start => start.Replace("KAFKA_BOOTSTRAP_SERVERS=", "", StringComparison.Ordinal)));
    }

    /// <summary>Name, address and e-mail of everybody.</summary>
    private static async Task<List<string>> CustomersAsync(string connection)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand("SELECT name, address, email FROM users");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            texts.AddRange([reader.GetString(0), reader.GetString(1), reader.GetString(2)]);
        return texts;
    }
}
