using Pipeline.Embedded;
using Pipeline.Embedded.Kafka;

namespace Pipeline.IntegrationTests.Embedded;

/// <summary>kill -9 of the parent or the child process, which no handler can catch.</summary>
public sealed class KilledProcessTests
{
    [Fact]
    public async Task Kafka_ends_with_its_killed_parent()
    {
        var (parent, child, ready) = await ChildProgram.StartUnderShellAsync("embedded-kafka", "users:3:3");
        using (parent)
        {
            Assert.StartsWith("ready 127.0.0.1:", ready, StringComparison.Ordinal);

            parent.Kill();

            await Eventually.HoldsAsync("the mock cluster's process ends", () => !ChildProgram.IsRunning(child));
        }
    }

    [Fact]
    public async Task Postgres_ends_with_its_killed_parent_and_leaves_no_folder()
    {
        using var folder = new ScratchFolder();
        var (parent, child, ready) = await ChildProgram.StartUnderShellAsync(
            "embedded-postgres", PostgresFixture.ProgramFolder(), folder.Path);
        using (parent)
        {
            Assert.StartsWith("ready ", ready, StringComparison.Ordinal);
            var server = PostgresFixture.ServerId(Assert.Single(folder.Folders));

            parent.Kill();

            await Eventually.HoldsAsync("the server ends", () => !ChildProgram.IsRunning(server));
            await Eventually.HoldsAsync("the child process ends", () => !ChildProgram.IsRunning(child));
            Assert.True(folder.IsEmpty);
        }
    }

    [Fact]
    public async Task The_next_start_removes_the_run_of_a_killed_child_process()
    {
        using var folder = new ScratchFolder();
        var (parent, child, _) = await ChildProgram.StartUnderShellAsync(
            "embedded-postgres", PostgresFixture.ProgramFolder(), folder.Path);
        using (parent)
        {
            var abandoned = Assert.Single(folder.Folders);
            var server = PostgresFixture.ServerId(abandoned);
            ProcessSignal.Send("KILL", child);
            parent.Kill();
            await Eventually.HoldsAsync("the child process is dead", () => !ChildProgram.IsRunning(child));
            Assert.True(ChildProgram.IsRunning(server), "The server must outlive its child process, else this tests nothing.");

            await using var next = await PostgresFixture.StartAsync(folder);

            Assert.False(ChildProgram.IsRunning(server));
            Assert.DoesNotContain(abandoned, folder.Folders);
            Assert.Single(folder.Folders);
        }
    }

    [Fact]
    public async Task Stale_process_id_of_another_program_is_not_killed()
    {
        using var folder = new ScratchFolder();
        var (other, child, _) = await ChildProgram.StartUnderShellAsync("embedded-kafka");
        using (other)
        {
            var abandoned = Path.Combine(folder.Path, "postgres-0123456789ab");
            Directory.CreateDirectory(Path.Combine(abandoned, "data"));
            await File.WriteAllTextAsync(abandoned + ".lock", "", TestContext.Current.CancellationToken);
            var pidFile = Path.Combine(abandoned, "data", "postmaster.pid");
            await File.WriteAllTextAsync(pidFile, $"{child}\n", TestContext.Current.CancellationToken);

            await using var next = await PostgresFixture.StartAsync(folder);

            Assert.False(Directory.Exists(abandoned));
            Assert.True(ChildProgram.IsRunning(child));
            other.Kill();
        }
    }

    [Fact]
    public async Task Another_active_run_in_the_same_folder_is_not_removed()
    {
        using var folder = new ScratchFolder();
        await using var first = await PostgresFixture.StartAsync(folder);

        await using var second = await PostgresFixture.StartAsync(folder);

        Assert.Equal(2, folder.Folders.Length);
        Assert.NotEqual(first.Port, second.Port);
        Assert.Equal(1, await PostgresFixture.AskAsync<int>(first.ConnectionString, "SELECT 1"));
        Assert.Equal(1, await PostgresFixture.AskAsync<int>(second.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Dispose_cleans_up_after_a_killed_child_process()
    {
        using var folder = new ScratchFolder();
        var postgres = await PostgresFixture.StartAsync(folder);
        var server = PostgresFixture.ServerId(Assert.Single(folder.Folders));

        ProcessSignal.Send("KILL", postgres.ProcessId);
        Assert.NotEqual(0, await postgres.Exited);
        await postgres.DisposeAsync();

        Assert.False(ChildProgram.IsRunning(server));
        Assert.True(folder.IsEmpty);
    }

    [Fact]
    public async Task Exit_of_the_mock_cluster_is_reported()
    {
        await using var kafka = await EmbeddedKafka.StartAsync([], ChildProgram.Process, TestContext.Current.CancellationToken);

        ProcessSignal.Send("KILL", kafka.ProcessId);

        Assert.NotEqual(0, await kafka.Exited);
        await Assert.ThrowsAsync<EmbeddedPartException>(() => kafka.StopBrokerAsync(1, TestContext.Current.CancellationToken));
    }
}
