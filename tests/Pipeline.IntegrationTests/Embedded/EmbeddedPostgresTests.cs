using Npgsql;
using Pipeline.Embedded;
using Pipeline.Embedded.Postgres;

namespace Pipeline.IntegrationTests.Embedded;

public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task Database_is_utf8_with_c_locale_and_answers_to_the_password()
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
    public async Task Password_is_left_in_no_file()
    {
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);

        var holders = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(
                file =>
                    !file.EndsWith(".lock", StringComparison.Ordinal)
                        && File.ReadAllText(file).Contains(postgres.Password, StringComparison.Ordinal));

        Assert.Empty(holders);
    }

    [Fact]
    public async Task Server_and_folder_are_gone_after_dispose()
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
    public async Task Crashed_server_refuses_and_when_started_again_has_all_it_committed_on_the_same_port()
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
    public async Task Ctrl_C_reaches_neither_watcher_nor_server()
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
    public async Task Missing_programs_are_told_in_one_sentence()
    {
        using var folder = new ScratchFolder();
        var options = new EmbeddedPostgresOptions { Folder = folder.Path, ProgramFolders = [folder.Path], Process = ChildProgram.Process };

        var missing = await Assert.ThrowsAsync<PrerequisiteMissingException>(
            () => EmbeddedPostgres.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.Matches(
            "^PostgreSQL's server programs were not found: install .+, or set POSTGRES_HOST to use a running server[.]$", missing.Message);
        Assert.True(folder.IsEmpty);
    }

    [Fact]
    public async Task Folder_that_the_servers_account_cannot_reach_is_replaced_by_a_temporary_one()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root has folders that the server's account cannot reach.");
        using var folder = new ScratchFolder(closed: true);
        var postgres = await PostgresFixture.StartAsync(folder);

        var claim = Assert.Single(Directory.GetFiles(folder.Path));
        var run = Path.Combine(Path.GetTempPath(), "pipeline-" + Path.GetFileNameWithoutExtension(claim));
        Assert.True(Directory.Exists(run));
        Assert.Equal(1, await PostgresFixture.AskAsync<int>(postgres.ConnectionString, "SELECT 1"));

        await postgres.DisposeAsync();
        Assert.False(Directory.Exists(run));
        Assert.True(folder.IsEmpty);
    }

    /// <summary>Field 6 of /proc/PID/stat, which is the fourth after the name.</summary>
    private static string SessionOf(int pid)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sessions are looked at through /proc.");
        var status = File.ReadAllText($"/proc/{pid}/stat");
        return status[(status.LastIndexOf(')') + 2)..].Split(' ')[3];
    }
}
