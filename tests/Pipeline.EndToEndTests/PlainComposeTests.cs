namespace Pipeline.EndToEndTests;

/// <summary>
/// The plain container system, as `make start-all` makes it, with broken messages typed into Kafka's own console producer. Part of
/// `make test-all`: the secure system, which CI starts, shows the same. It takes the fixed ports and ends with `make clean`.
/// </summary>
[Trait("Category", "PlainCompose")]
[Collection(NoSystem.Name)]
public sealed class PlainComposeTests
{
    private const int Users = 2000;

    [Fact]
    public async Task System_starts_seeds_survives_killed_parts_and_loses_nothing()
    {
        var system = new ContainerSystem();
        try
        {
            await system.MakeAsync(ContainerSystem.Long, "start-all", $"SEED_USERS={Users}", "SEED_PRODUCTS=3000", "ORDER_RATE=200");
            Assert.Equal(Users, (await system.VerifyAsync())["users"]);
            await SystemProofs.SurvivesKilledPartsAsync(system);
            await SystemProofs.BrokenMessagesChangeNothingAndProgramsEndWellAsync(
                system, (topic, values) => TypeAsync(system, topic, values));
        }
        finally
        {
            await system.MakeAsync(ContainerSystem.Short, "clean");
        }

        Assert.Empty(await system.ContainersAsync());
    }

    /// <summary>Values longer than a command line takes go through a file.</summary>
    private static async Task TypeAsync(ContainerSystem system, string topic, IReadOnlyList<string?> values)
    {
        const string separator = ";;";
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "typed");
        await File.WriteAllLinesAsync(
            file, values.Select(v => $"k{separator}{v ?? ConsoleMessage.Null}"), TestContext.Current.CancellationToken);
        await system.ComposeAsync("cp", file, "kafka-1:/tmp/typed");
        // A second JVM next to the broker's, within the container's memory. Compressed, so that the brokers accept even messages that
        // consumers refuse.
        await system.ComposeAsync(
            "exec", "-T", "--env", "KAFKA_HEAP_OPTS=-Xmx128m", "kafka-1", "sh", "-c",
            $"/opt/kafka/bin/kafka-console-producer.sh --bootstrap-server kafka-1:19092 --topic {topic} --compression-codec lz4"
            + " --command-property max.request.size=4000000 --command-property buffer.memory=8000000"
            + $" --reader-property parse.key=true --reader-property key.separator='{separator}' --reader-property "
            + $"null.marker={ConsoleMessage.Null} < /tmp/typed");
    }
}
