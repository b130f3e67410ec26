using Npgsql;
using Pipeline.Embedded;
using Pipeline.Embedded.Postgres;

namespace Pipeline.IntegrationTests.Embedded;

public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task Database_is_utf8_with_c_locale_and_accepts_the_password()
    {
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);

        var answer = await PostgresFixture.AskAsync<string>(postgres.ConnectionString, """
            SELECT concat_ws(' ', current_database(), current_user, pg_encoding_to_char(encoding), datcollate, current_setting('fsync'))
            FROM pg_database WHERE datname = current_database()
            """);

        Assert.Equal("sesac_db postgres UTF8 C off", answer);
    }

    [Fact]
    public async Task Wrong_password_is_refused()
    {
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "guess" }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => PostgresFixture.AskAsync<int>(wrong, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task No_file_contains_the_password()
    {
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);

        var holders = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains(postgres.Password, StringComparison.Ordinal));

        Assert.Empty(holders);
    }

    [Fact]
    public async Task Dispose_removes_server_and_folder()
    {
        using var folder = new ScratchFolder();
        var postgres = await PostgresFixture.StartAsync(folder);
        var server = PostgresFixture.ServerId(Assert.Single(folder.Folders));

        await postgres.DisposeAsync();

        Assert.Equal(0, await postgres.Exited);
        Assert.False(ChildProgram.IsRunning(server));
        Assert.True(folder.IsEmpty);
    }

    [Fact]
    public async Task Crashed_server_restarts_on_the_same_port_with_all_committed_data()
    {
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);
        await PostgresFixture.AskAsync<int>(postgres.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS x; SELECT 1");

        await postgres.StopServerAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<NpgsqlException>(() => PostgresFixture.AskAsync<int>(postgres.ConnectionString, "SELECT 1"));
        await postgres.StartServerAsync(TestContext.Current.CancellationToken);

        Assert.Equal(7, await PostgresFixture.AskAsync<int>(postgres.ConnectionString, "SELECT x FROM kept"));
    }

    [Fact]
    public async Task Ctrl_C_reaches_neither_child_process_nor_server()
    {
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);

        ProcessSignal.Send("INT", postgres.ProcessId);

        Assert.Equal(1, await PostgresFixture.AskAsync<int>(postgres.ConnectionString, "SELECT 1"));
        Assert.False(postgres.Exited.IsCompleted);
        var server = PostgresFixture.ServerId(Assert.Single(folder.Folders));
        Assert.NotEqual(SessionOf(Environment.ProcessId), SessionOf(postgres.ProcessId));
        Assert.NotEqual(SessionOf(Environment.ProcessId), SessionOf(server));
    }

    [Fact]
    public async Task Missing_programs_are_reported_in_one_sentence()
    {
        using var folder = new ScratchFolder();
        var options = new EmbeddedPostgresOptions { Folder = folder.Path, ProgramFolders = [folder.Path], Process = ChildProgram.Process };

        var missing = await Assert.ThrowsAsync<PrerequisiteMissingException>(
            () => EmbeddedPostgres.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.Matches(
            "^PostgreSQL's server programs were not found: install .+, or set POSTGRES_HOST to use a running server[.]$",
            missing.Message);
        Assert.True(folder.IsEmpty);
    }

    [Fact]
    public async Task Folder_that_the_servers_account_cannot_write_to_is_replaced_by_a_temporary_one()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Needs root: only then the server has another account.");
        using var folder = new ScratchFolder(closed: true);
        var postgres = await PostgresFixture.StartAsync(folder);

        var lockFile = Assert.Single(Directory.GetFiles(folder.Path));
        var run = Path.Combine(Path.GetTempPath(), "pipeline-" + Path.GetFileNameWithoutExtension(lockFile));
        Assert.True(Directory.Exists(run));
        Assert.Equal(1, await PostgresFixture.AskAsync<int>(postgres.ConnectionString, "SELECT 1"));

        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(run));
        Assert.True(folder.IsEmpty);
    }

    /// <summary>Field 6 of /proc/PID/stat, the fourth field after the name.</summary>
    private static string SessionOf(int pid)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        var status = File.ReadAllText($"/proc/{pid}/stat");
        return status[(status.LastIndexOf(')') + 2)..].Split(' ')[3];
    }
}
