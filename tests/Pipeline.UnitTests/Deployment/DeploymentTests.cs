using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;

namespace Pipeline.UnitTests.Deployment;

/// <summary>The files under deploy that name consumers or topics agree with topics.json.</summary>
public sealed partial class DeploymentTests
{
    private const int MembersPerGroup = 3;

    private static readonly IReadOnlyList<TopicDeclaration> Declared = TopicFile.BuiltIn(new TopicNames(ShopStreams.Registry), null);

    private static readonly string Compose = Read("compose.yaml");

    /// <summary>Consumer services by the topics that have a group: users-1, users-2 and so on.</summary>
    private static readonly string[] Consumers =
    [
        .. from topic in Declared
           where topic.Group is not null
           from member in Enumerable.Range(1, MembersPerGroup)
           select string.Create(CultureInfo.InvariantCulture, $"{topic.Name}-{member}"),
    ];

    [Fact]
    public void Each_stream_is_declared_with_its_group_and_its_dead_letter_topic() => Assert.All(ShopStreams.Registry.All, stream =>
    {
        var topic = Declared.Single(t => t.Name == stream.Name);
        Assert.Equal(stream.ConsumerGroup, topic.Group);
        Assert.Equal(1, Declared.Count(t => t.Name == topic.DeadLetters));
    });

    [Fact]
    public void Compose_has_three_consumers_per_group_and_no_others() =>
        Assert.Equal(
            Consumers.Select(c => (c, c[..^2])), ConsumerService().Matches(Compose).Select(m => (m.Groups[1].Value, m.Groups[2].Value)));

    [Fact]
    public void Compose_passes_the_topic_name_of_each_stream_to_the_programs() => Assert.All(
        ShopStreams.Registry.All,
        s => Assert.Contains($"\n  KAFKA_TOPIC_{s.Name.ToUpperInvariant()}:\n", Compose, StringComparison.Ordinal));

    [Fact]
    public void Ports_that_dc_sh_checks_and_moves_are_those_that_Compose_publishes() => Assert.Equal(
        PublishedPort().Matches(Compose).Select(static m => m.Groups["setting"].Value).Order(StringComparer.Ordinal),
        CheckedPort().Matches(File.ReadAllText(Path.Combine(Repository.Root, "dc.sh"))).Select(static m => m.Groups["setting"].Value)
            .Select(static s => s.Replace("=", ":-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Dashboard_asks_the_producer_and_each_consumer() => Assert.Equal(
        Consumers.Prepend("producer").Select(c => $"{c}:8081"), Workers().Match(Compose).Groups[1].Value.Split(','));

    [Fact]
    public void Each_consumer_of_the_secure_profile_has_the_credentials_of_a_consumer() =>
        Assert.Equal(Consumers, SecureConsumer().Matches(Read("compose.secure.yaml")).Select(m => m.Groups[1].Value));

    [Fact]
    public void Prometheus_scrapes_each_consumer() =>
        Assert.Equal(Consumers, ScrapedConsumers().Match(Read("prometheus/prometheus.yml")).Groups[1].Value.Split(", "));

    [Fact]
    public void Alert_on_missing_consumers_expects_all_of_them() => Assert.Equal(
        Consumers.Length.ToString(CultureInfo.InvariantCulture), ExpectedConsumers().Match(Read("prometheus/alerts.yml")).Groups[1].Value);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", file));

    [GeneratedRegex(
        @"^  (?<service>[a-z0-9-]+): \{ <<: \*consumer, .*CONSUMER_TOPIC: (?<topic>[a-z]+) ",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConsumerService();

    [GeneratedRegex(
        @"^    ports: \[.*\$\{(?<setting>[A-Z_0-9]+:-[0-9]+)\}:[0-9]+""\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PublishedPort();

    [GeneratedRegex("[a-z1-3-]+:(?<setting>[A-Z_0-9]+=[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CheckedPort();

    [GeneratedRegex("DASHBOARD_WORKERS: &workers (?<workers>.+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Workers();

    [GeneratedRegex(
        @"^  (?<service>[a-z0-9-]+): \*consumer$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecureConsumer();

    [GeneratedRegex(
        @"job_name: consumers\s+dns_sd_configs:\s+- names: \[(?<names>.+)\]", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScrapedConsumers();

    [GeneratedRegex(
        @"up\{job=""consumers""\} == 1\) or vector\(0\)\) < (?<count>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExpectedConsumers();
}
