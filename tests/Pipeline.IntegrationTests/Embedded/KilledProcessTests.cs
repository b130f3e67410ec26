using Pipeline.Embedded;
using Pipeline.Embedded.Kafka;

namespace Pipeline.IntegrationTests.Embedded;

/// <summary>kill -9 of parent or watcher, the ends that no handler sees.</summary>
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
        var (parent, watcher, ready) = await ChildProgram.StartUnderShellAsync(
            "embedded-postgres", PostgresFixture.ProgramFolder(), folder.Path);
        using (parent)
        {
            Assert.StartsWith("ready ", ready, StringComparison.Ordinal);
            var server = PostgresFixture.ServerId(Assert.Single(folder.Folders));

            parent.Kill();

            await Eventually.HoldsAsync("the server ends", () => !ChildProgram.IsRunning(server));
            await Eventually.HoldsAsync("the watcher ends", () => !ChildProgram.IsRunning(watcher));
            Assert.True(folder.IsEmpty);
        }
    }

    [Fact]
    public async Task Leftover_of_a_killed_watcher_is_removed_by_the_next_start()
    {
        using var folder = new ScratchFolder();
        var (parent, watcher, _) = await ChildProgram.StartUnderShellAsync(
            "embedded-postgres", PostgresFixture.ProgramFolder(), folder.Path);
        using (parent)
        {
            var leftover = Assert.Single(folder.Folders);
            var server = PostgresFixture.ServerId(leftover);
            ProcessSignal.Send("KILL", watcher);
            parent.Kill();
            await Eventually.HoldsAsync("the watcher is dead", () => !ChildProgram.IsRunning(watcher));
            Assert.True(ChildProgram.IsRunning(server), "The server outlives its watcher, or there is nothing to clean up.");

            await using var next = await PostgresFixture.StartAsync(folder);

            Assert.False(ChildProgram.IsRunning(server));
            Assert.DoesNotContain(leftover, folder.Folders);
            Assert.Single(folder.Folders);
        }
    }

    [Fact]
    public async Task Leftover_whose_process_id_now_belongs_to_another_program_harms_nobody()
    {
        using var folder = new ScratchFolder();
        var (other, child, _) = await ChildProgram.StartUnderShellAsync("embedded-kafka");
        using (other)
        {
            var leftover = Path.Combine(folder.Path, "postgres-0123456789ab");
            Directory.CreateDirectory(Path.Combine(leftover, "data"));
            await File.WriteAllTextAsync(leftover + ".lock", "", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(leftover, "data", "postmaster.pid"), $"{child}\n", TestContext.Current.CancellationToken);

            await using var next = await PostgresFixture.StartAsync(folder);

            Assert.False(Directory.Exists(leftover));
            Assert.True(ChildProgram.IsRunning(child));
            other.Kill();
        }
    }

    [Fact]
    public async Task Another_live_run_in_the_same_folder_is_left_alone()
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
    public async Task Dispose_cleans_up_after_a_watcher_that_was_killed()
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
    public async Task Death_of_the_mock_cluster_is_told()
    {
        await using var kafka = await EmbeddedKafka.StartAsync([], ChildProgram.Process, TestContext.Current.CancellationToken);

        ProcessSignal.Send("KILL", kafka.ProcessId);

        Assert.NotEqual(0, await kafka.Exited);
        await Assert.ThrowsAsync<EmbeddedPartException>(() => kafka.StopBrokerAsync(1, TestContext.Current.CancellationToken));
    }
}
