using System.Text.Json;
using Confluent.Kafka.Admin;
using Pipeline.Domains;
using Pipeline.Kafka.Access;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Kafka;

public sealed class AccessFileTests
{
    private static readonly TopicNames Declared = new(AllDomains.Joined.Streams);

    [Theory]
    [InlineData(
        "producer",
        "Create Topic logs.*|Read Group ad_events_retry-consumers|Read Topic ad_events_error|Read Topic ad_events_retry"
            + "|Write Topic ad_events_error|Write Topic ad_events_raw|Write Topic ad_events_retry"
            + "|Write Topic logs.*|Write Topic music-streaming-events|Write Topic orders|Write Topic products|Write Topic users")]
    [InlineData(
        "consumer",
        "Read Group ad_events-consumers|Read Group listening_events-consumers|Read Group orders-consumers|Read Group products-consumers"
            + "|Read Group users-consumers"
            + "|Read Topic ad_events_raw|Read Topic music-streaming-events|Read Topic orders|Read Topic products|Read Topic users"
            + "|Write Topic ad_events.dlq|Write Topic listening_events.dlq|Write Topic orders.dlq|Write Topic products.dlq"
            + "|Write Topic users.dlq")]
    public void A_program_may_do_its_own_work_and_nothing_else(string principal, string permissions) => Assert.Equal(
        permissions, string.Join('|', Of(principal, AccessFile.BuiltIn(Declared))));

    [Fact]
    public void Operator_may_administer_exactly_the_declared_topics_and_write_no_dead_letters()
    {
        var permissions = Of("operator", AccessFile.BuiltIn(Declared));
        foreach (var operation in (string[])["Create", "AlterConfigs", "DescribeConfigs", "Read"])
        {
            Assert.Equal(
                TopicFile.BuiltIn(Declared).Select(t => $"{operation} Topic {t.Name}").Order(StringComparer.Ordinal),
                permissions.Where(p => p.StartsWith($"{operation} ", StringComparison.Ordinal)));
        }

        Assert.Equal(AllDomains.Joined.Streams.All.Select(s => $"Write Topic {Declared.Of(s)}").Order(StringComparer.Ordinal),
            permissions.Where(p => p.StartsWith("Write ", StringComparison.Ordinal)));
        Assert.DoesNotContain(permissions, p => p.StartsWith("Delete ", StringComparison.Ordinal));
    }

    [Fact]
    public void Consumer_may_use_the_groups_that_the_programs_have() => Assert.Equal(
        AllDomains.Joined.Streams.All.Select(s => $"Read Group {s.ConsumerGroup}").Order(StringComparer.Ordinal),
        Of("consumer", AccessFile.BuiltIn(Declared)).Where(p => p.Contains(" Group ", StringComparison.Ordinal)));

    [Fact]
    public void Kafka_UI_only_looks() => Assert.DoesNotContain(
        AccessFile.BuiltIn(Declared).Single(p => p.Name == "kafka-ui").Allow.SelectMany(rule => rule.Operations),
        operation => operation is not (AclOperation.Read or AclOperation.Describe or AclOperation.DescribeConfigs));

    [Fact]
    public void Set_topic_names_replace_the_declared_ones_and_groups_stay()
    {
        var permissions = Of(
            "consumer", AccessFile.BuiltIn(new(ShopStreams.Registry, new Dictionary<string, string> { ["users"] = "shop-users" })));
        Assert.Contains("Read Topic shop-users", permissions);
        Assert.Contains("Write Topic shop-users.dlq", permissions);
        Assert.Contains("Read Group users-consumers", permissions);
        Assert.DoesNotContain("Read Topic users", permissions);
    }

    [Theory]
    [InlineData(
        """{"principals":[{"name":"a","password":"A","allow":[{"resource":"Topic","names":["t"],"operations":["Everything"]}]}]}""")]
    [InlineData("""{"principals":[{"name":"a","allow":[]}]}""")]
    [InlineData("""{"users":[]}""")]
    public void A_declaration_that_is_none_is_refused(string json)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        Assert.Throws<JsonException>(() => AccessFile.Read(stream, Declared));
    }

    [Fact]
    public void The_program_carries_the_declaration_of_the_repository()
    {
        using var file = File.OpenRead(Path.Combine(Repository.Root, "deploy/kafka/acls.json"));
        Assert.Equal(
            AccessAdmin.Bindings(AccessFile.Read(file, Declared)).Select(b => b.ToString()),
            AccessAdmin.Bindings(AccessFile.BuiltIn(Declared)).Select(b => b.ToString()));
    }

    /// <summary>A principal's permissions as lines, in order.</summary>
    private static List<string> Of(string principal, IReadOnlyList<PrincipalDeclaration> declared) =>
    [
        .. AccessAdmin.Bindings(declared)
            .Where(b => b.Entry.Principal == $"User:{principal}" && b.Entry.PermissionType == AclPermissionType.Allow)
            .Select(b => $"{b.Entry.Operation} {b.Pattern.Type} {b.Pattern.Name}"
                + (b.Pattern.ResourcePatternType == ResourcePatternType.Prefixed ? "*" : ""))
            .Order(StringComparer.Ordinal),
    ];
}
