using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Ads.Records;
using Pipeline.Domains;
using Pipeline.Kafka.Topics;
using Pipeline.Music.Records;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Deployment;

/// <summary>The files under deploy that name consumers or topics agree with topics.json.</summary>
public sealed partial class DeploymentTests
{
    private const int MembersPerGroup = 3;

    private static readonly StreamRegistry Streams = AllDomains.Joined.Streams;

    private static readonly IReadOnlyList<TopicDeclaration> Declared = TopicFile.BuiltIn(new TopicNames(Streams), null);

    private static readonly string Compose = Read("compose.yaml");

    /// <summary>Consumer services of the streams that always run: users-1, users-2 and so on.</summary>
    private static readonly string[] Consumers = [.. ShopStreams.Registry.All.SelectMany(Services)];

    /// <summary>Consumer services of the Compose profile music: listening-1 and so on.</summary>
    private static readonly string[] MusicConsumers = [.. MusicStreams.Registry.All.SelectMany(Services)];

    /// <summary>Those of the profile ads: ad-1 and so on.</summary>
    private static readonly string[] AdConsumers = [.. AdStreams.Registry.All.SelectMany(Services)];

    [Fact]
    public void Each_stream_is_declared_with_its_group_and_its_dead_letter_topic() => Assert.All(Streams.All, stream =>
    {
        var topic = Declared.Single(t => t.Name == stream.DefaultTopic);
        Assert.Equal(stream.ConsumerGroup, topic.Group);
        Assert.Equal(1, Declared.Count(t => t.Name == topic.DeadLetters));
    });

    [Fact]
    public void Compose_has_three_consumers_per_group_and_no_others() =>
        Assert.Equal(
            Streams.All.SelectMany(s => Services(s).Select(service => (service, s.Name))),
            ConsumerService().Matches(Compose).Select(m => (m.Groups[1].Value, m.Groups[2].Value)));

    [Fact]
    public void Compose_passes_the_topic_name_of_each_stream_to_the_programs() => Assert.All(
        Streams.All,
        s => Assert.Contains($"\n  KAFKA_TOPIC_{s.Name.ToUpperInvariant()}:\n", Compose, StringComparison.Ordinal));

    [Fact]
    public void Ports_that_dc_sh_checks_and_moves_are_those_that_Compose_publishes() => Assert.Equal(
        PublishedPort().Matches(Compose).Select(static m => m.Groups["setting"].Value).Order(StringComparer.Ordinal),
        CheckedPort().Matches(File.ReadAllText(Path.Combine(Repository.Root, "dc.sh"))).Select(static m => m.Groups["setting"].Value)
            .Select(static s => s.Replace("=", ":-", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Dashboard_asks_the_producer_and_each_consumer_in_a_group_per_domain() => Assert.Equal(
        Consumers.Prepend("producer").Select(static c => $"{c}:8081?shop").Concat(MusicConsumers.Select(static c => $"{c}:8081?music"))
            .Concat(AdConsumers.Select(static c => $"{c}:8081?ads")),
        Workers().Match(Compose).Groups[1].Value.Split(','));

    [Fact]
    public void Each_consumer_of_the_secure_profile_has_the_credentials_of_a_consumer() =>
        Assert.Equal(
            [.. Consumers, .. MusicConsumers, .. AdConsumers],
            SecureConsumer().Matches(Read("compose.secure.yaml")).Select(m => m.Groups[1].Value));

    [Fact]
    public void Prometheus_scrapes_each_consumer()
    {
        var file = Read("prometheus/prometheus.yml");
        Assert.Equal(Consumers, ScrapedConsumers().Match(file).Groups[1].Value.Split(", "));
        Assert.All((string[][])[MusicConsumers, AdConsumers], consumers =>
            Assert.Contains($"{{ names: [{string.Join(", ", consumers)}], type: A, port: 8081", file, StringComparison.Ordinal));
    }

    [Fact]
    public void Alert_on_missing_consumers_expects_all_of_them() => Assert.Equal(
        Consumers.Length.ToString(CultureInfo.InvariantCulture), ExpectedConsumers().Match(Read("prometheus/alerts.yml")).Groups[1].Value);

    private static IEnumerable<string> Services(StreamDefinition stream) => Enumerable.Range(1, MembersPerGroup)
        .Select(member => string.Create(CultureInfo.InvariantCulture, $"{stream.Name.Split('_')[0]}-{member}"));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, "deploy", file));

    [GeneratedRegex(
        @"^  (?<service>[a-z0-9-]+): \{ <<: \*([a-z]+-)?consumer, .*CONSUMER_TOPIC: (?<topic>[a-z_]+) ",
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
