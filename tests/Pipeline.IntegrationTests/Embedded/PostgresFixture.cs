using System.Globalization;
using Npgsql;
using Pipeline.Embedded.Postgres;

namespace Pipeline.IntegrationTests.Embedded;

/// <summary>Starts servers for tests. Without PostgreSQL's programs the test is skipped, or fails if CI=true.</summary>
internal static class PostgresFixture
{
    public static Task<EmbeddedPostgres> StartAsync(ScratchFolder folder)
    {
        var options = new EmbeddedPostgresOptions
        {
            Folder = folder.Path,
            ProgramFolders = [ProgramFolder()],
            Process = ChildProgram.Process,
        };
        return EmbeddedPostgres.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public static string ProgramFolder()
    {
        var found = PostgresPrograms.Find(folders: null);
        Assert.False(found is null && Environment.GetEnvironmentVariable("CI") == "true", InstallAdvice.Sentence());
        Assert.SkipWhen(found is null, InstallAdvice.Sentence());
        return found!;
    }

    public static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of a test.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>The process id of the server in a run folder.</summary>
    public static int ServerId(string runFolder) =>
        int.Parse(File.ReadLines(Path.Combine(runFolder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
}
