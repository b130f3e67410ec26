using System.Text.Json;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Npgsql;

namespace Pipeline.EndToEndTests;

/// <summary>
/// The system with TLS, users and permissions: it does what a plain one does, refuses everyone else, and its logs hold no secret and
/// no personal data.
/// </summary>
[Trait("Category", "Compose")]
[Collection(OneSystem.Name)]
public sealed partial class SecureComposeTests(SecureSystem running)
{
    /// <summary>A customer that no consumer can take for one: no name, and not all fields.</summary>
    private static readonly string Poison = """
        {"event_type":"user_created","event_id":"01a206cd-1cda-7f67-8644-4bff8107853a","version":1,
        "occurred_at":"2026-11-23T05:07:15Z","data":{"user_id":"u_1","email":"poisoned.person@example.com"}}
        """.ReplaceLineEndings("");

    private const string NotPermitted = PostgresErrorCodes.InsufficientPrivilege;

    [Fact]
    public async Task Secure_system_works_refuses_strangers_and_keeps_secrets_out_of_its_logs()
    {
        var system = running.System;
        Assert.Equal(SecureSystem.Users, running.AtStart["users"]);
        var clients = await SecureClients.OfAsync(system);
        await WorksWithoutSayingItAgainAsync(system);
        var before = await system.VerifyAsync();
        StrangersAreRefusedByKafka(clients);
        await RolesKeepToThemselvesInKafkaAsync(clients);
        await StrangersAreRefusedByPostgresAsync(clients);
        await RolesKeepToThemselvesInPostgresAsync(clients);
        await ContainersAreHardenedAsync(system);
        await system.MakeAsync(ContainerSystem.Short, "seed", "SEED_USERS=10", "SEED_PRODUCTS=10");
        var after = await system.VerifyAsync();
        Assert.Equal(before["users"] + 10, after["users"]);
        Assert.Equal(before["dead"] + 1, after["dead"]);
        Assert.Contains("missing_field", await system.MakeAsync(ContainerSystem.Short, "dlq"), StringComparison.Ordinal);
        Assert.Contains(
            $"sent again: {after["dead"]} of {after["dead"]} dead letters",
            await system.MakeAsync(ContainerSystem.Short, "dlq-replay"), StringComparison.Ordinal);
        await system.VerifyAsync();
        await LogsHoldNothingPrivateAsync(system, clients);
    }

    [Fact]
    public async Task System_survives_killed_parts_and_broken_messages_and_loses_nothing()
    {
        var system = running.System;
        var clients = await SecureClients.OfAsync(system);
        try
        {
            await SystemProofs.SurvivesKilledPartsAsync(system);
            await SystemProofs.BrokenMessagesChangeNothingAndProgramsEndWellAsync(
                system, (topic, values) => SecureClients.WriteAsync(clients.Kafka("operator"), topic, [.. values]));
        }
        finally
        {
            await running.StartAgainAsync();
        }
    }

    private static async Task WorksWithoutSayingItAgainAsync(ContainerSystem system)
    {
        await system.VerifyAsync();
        Assert.Contains("orders/0", await system.MakeAsync(ContainerSystem.Short, "status"), StringComparison.Ordinal);
        Assert.Contains("orders.dlq: as declared", await system.MakeAsync(ContainerSystem.Short, "topics"), StringComparison.Ordinal);
        await system.MakeAsync(ContainerSystem.Short, "stop-consumers");
        await system.MakeAsync(ContainerSystem.Short, "start-consumers");
        Assert.All(await system.ContainersAsync(), c => Assert.Equal("healthy", c.GetProperty("Health").GetString()));
        await system.VerifyAsync();
    }

    private static void StrangersAreRefusedByKafka(SecureClients clients)
    {
        // The same question with the right credentials is answered: what follows is refused, and not only unreachable.
        Assert.Contains("orders", SecureClients.Topics(clients.Kafka("operator")));

        var wrong = Assert.Throws<KafkaException>(() => SecureClients.Topics(clients.Kafka("operator", password: "wrong")));
        Assert.Equal(ErrorCode.Local_Authentication, wrong.Error.Code);
        var server = clients.Kafka("operator").BootstrapServers;
        Assert.Throws<KafkaException>(() => SecureClients.Topics(new() { BootstrapServers = server }));
        var withoutUser = clients.Kafka("operator");
        withoutUser.SecurityProtocol = SecurityProtocol.Ssl;
        Assert.Throws<KafkaException>(() => SecureClients.Topics(withoutUser));
    }

    private static async Task RolesKeepToThemselvesInKafkaAsync(SecureClients clients)
    {
        Assert.NotNull(SecureClients.Read(clients.Kafka("operator"), "users"));
        var read = Assert.Throws<ConsumeException>(() => SecureClients.Read(clients.Kafka("producer"), "users"));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, read.Error.Code);

        await SecureClients.WriteAsync(clients.Kafka("operator"), "users", Poison);
        var written = await Assert.ThrowsAsync<ProduceException<string, string>>(
            () => SecureClients.WriteAsync(clients.Kafka("consumer"), "orders", Poison));
        Assert.Equal(ErrorCode.TopicAuthorizationFailed, written.Error.Code);
        Assert.Equal(
            ["ad_events_error", "ad_events_raw", "ad_events_retry", "music-streaming-events", "orders", "products", "users"],
            SecureClients.Topics(clients.Kafka("producer")).Order(StringComparer.Ordinal));
    }

    private static async Task StrangersAreRefusedByPostgresAsync(SecureClients clients)
    {
        var password = clients.Secrets["POSTGRES_READER_PASSWORD"];
        Assert.Null(await clients.RefusalAsync("pipeline_reader", password, "SELECT 1"));
        Assert.Equal(
            PostgresErrorCodes.InvalidAuthorizationSpecification,
            await clients.RefusalAsync("pipeline_reader", password, "SELECT 1", SslMode.Disable));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, await clients.RefusalAsync("pipeline_reader", "wrong", "SELECT 1"));
        Assert.Equal(
            PostgresErrorCodes.InvalidAuthorizationSpecification,
            await clients.RefusalAsync("postgres", clients.Secrets["POSTGRES_PASSWORD"], "SELECT 1"));
    }

    private static async Task RolesKeepToThemselvesInPostgresAsync(SecureClients clients)
    {
        Task<string?> RefusalAsync(string role, string sql) =>
            clients.RefusalAsync($"pipeline_{role}", clients.Secrets[$"POSTGRES_{role.ToUpperInvariant()}_PASSWORD"], sql);

        foreach (var role in (string[])["producer", "consumer", "operator", "reader"])
        {
            Assert.Null(await RefusalAsync(role, "SELECT count(*) FROM orders"));
            Assert.Equal(NotPermitted, await RefusalAsync(role, "DROP TABLE orders"));
            Assert.Equal(NotPermitted, await RefusalAsync(role, "CREATE TABLE own (id int)"));
            Assert.Equal(NotPermitted, await RefusalAsync(role, "DELETE FROM orders"));
            Assert.Equal(NotPermitted, await RefusalAsync(role, "CREATE TEMPORARY TABLE own (id int)"));
        }

        Assert.Equal(NotPermitted, await RefusalAsync("producer", "UPDATE consumer_progress SET next_offset = 0"));
        Assert.Equal(NotPermitted, await RefusalAsync("consumer", "SELECT count(*) FROM outbox"));
        Assert.Equal(NotPermitted, await RefusalAsync("operator", "UPDATE users SET grade = 'VIP'"));
        Assert.Equal(NotPermitted, await RefusalAsync("reader", "UPDATE users SET grade = 'VIP'"));
    }

    private static async Task ContainersAreHardenedAsync(ContainerSystem system)
    {
        var ids = (await system.ContainersAsync()).Select(c => c.GetProperty("ID").GetString()!).ToArray();
        var (_, output) = await ContainerSystem.RunAsync("docker", ["inspect", .. ids], ContainerSystem.Short);
        using var inspected = JsonDocument.Parse(output);
        Assert.All(inspected.RootElement.EnumerateArray(), container =>
        {
            var host = container.GetProperty("HostConfig");
            Assert.Equal(["ALL"], host.GetProperty("CapDrop").EnumerateArray().Select(c => c.GetString()));
            Assert.Contains("no-new-privileges:true", host.GetProperty("SecurityOpt").EnumerateArray().Select(c => c.GetString()));
            Assert.True(host.GetProperty("Memory").GetInt64() > 0, "No memory limit.");
            Assert.True(host.GetProperty("PidsLimit").GetInt64() > 0, "No limit of processes.");
            Assert.DoesNotContain(container.GetProperty("Config").GetProperty("User").GetString(), (string[])["", "0", "root"]);
            // Third-party images whose start scripts write beside their programs: see GUIDE/SECURITY.md.
            var mayWrite = ThirdParty().IsMatch(container.GetProperty("Config").GetProperty("Image").GetString()!);
            Assert.True(host.GetProperty("ReadonlyRootfs").GetBoolean() || mayWrite, "A root file system that can be written.");
            Assert.All(
                host.GetProperty("PortBindings").EnumerateObject().SelectMany(p => p.Value.EnumerateArray()),
                binding => Assert.Equal("127.0.0.1", binding.GetProperty("HostIp").GetString()));
        });
    }

    private static async Task LogsHoldNothingPrivateAsync(ContainerSystem system, SecureClients clients)
    {
        var names = await clients.AskAsync("SELECT name FROM users");
        var addresses = await clients.AskAsync("SELECT address FROM users");
        var logs = await system.ComposeAsync("logs", "--no-color", "--no-log-prefix");
        foreach (var said in (string[])["Kafka Server started", "database system is ready to accept connections", "orders/0 assigned"])
            Assert.Contains(said, logs, StringComparison.Ordinal);
        Assert.True(names.Count >= SecureSystem.Users + 10 && addresses.Count == names.Count, "The seeded users are not there.");
        var all = system.Said;
        // By name: a failed assertion must not print them either.
        var leaked = clients.Secrets.Where(
            secret => all.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => secret.Key).ToList();
        Assert.Empty(leaked);
        // `make dlq` shows the poison message with every letter of an address made an x.
        Assert.DoesNotContain(Email().Matches(all), match => match.Value.Trim('x', '.', '@').Length > 0);
        Assert.DoesNotContain(names.Concat(addresses), text => all.Contains(text, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Email();

    [GeneratedRegex("kafka", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ThirdParty();
}
