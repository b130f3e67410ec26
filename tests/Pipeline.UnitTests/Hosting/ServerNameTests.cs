using Pipeline.Shop.Records;

namespace Pipeline.UnitTests.Hosting;

/// <summary>Names and addresses by the rules of the server that gets them, checked before it is asked.</summary>
public sealed class ServerNameTests
{
    public static TheoryData<string> BadTopics =>
        [".", "..", "a/b", "a b", "주문", "__consumer_offsets", "__", "a\u0000b", "a,b", new string('t', 246), new string('t', 250)];

    public static TheoryData<string> BadPrefixes => ["shop/", "shop 1", "가게", new string('g', 249), new string('g', 300)];

    public static TheoryData<string> BadHosts =>
        ["127.0.0.1:5432", "localhost:5432", "one,two", "/var/run/postgresql", "postgres://db", "my host", "[db"];

    [Theory]
    [MemberData(nameof(BadTopics))]
    public void A_topic_name_that_Kafka_refuses_is_refused(string name) =>
        Assert.Equal(
            [$"KAFKA_TOPIC_USERS={name} is not a topic name: a name has 1 to 245 of the characters a-z A-Z 0-9 . _ -, "
                + "is not . or .. and does not begin with __."],
            new Environment(("KAFKA_TOPIC_USERS", name)).Faults());

    [Fact]
    public void The_longest_names_are_accepted()
    {
        var longest = (Topic: new string('t', 245), Prefix: new string('g', 230));
        var kafka = new Environment(("KAFKA_TOPIC_USERS", longest.Topic), ("KAFKA_GROUP_PREFIX", longest.Prefix)).Read().Kafka;
        Assert.Equal(longest, (kafka.Topics.Of(ShopStreams.Users), kafka.GroupPrefix));
    }

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("orders.dlq", "orders.dlq")]
    [InlineData("orders_dlq", "orders.dlq")]
    [InlineData("products_dlq", "products.dlq")]
    public void A_topic_name_must_not_be_that_of_another_declared_topic(string name, string other) =>
        Assert.Equal([Collision("USERS", name, other)], new Environment(("KAFKA_TOPIC_USERS", name)).Faults());

    [Fact]
    public void Names_that_differ_only_by_dot_and_underscore_collide() =>
        Assert.Equal(
            [Collision("USERS", "shop.a", "shop_a"), Collision("ORDERS", "shop_a", "shop.a")],
            new Environment(("KAFKA_TOPIC_USERS", "shop.a"), ("KAFKA_TOPIC_ORDERS", "shop_a")).Faults());

    [Fact]
    public void Two_streams_may_exchange_their_names() =>
        Assert.Equal(
            "orders",
            new Environment(("KAFKA_TOPIC_USERS", "orders"), ("KAFKA_TOPIC_ORDERS", "users")).Read().Kafka.Topics.Of(ShopStreams.Users));

    [Theory]
    [MemberData(nameof(BadPrefixes))]
    public void A_group_prefix_that_makes_a_bad_name_is_refused(string prefix)
    {
        var max = 249 - ShopStreams.Registry.All.Max(static s => s.ConsumerGroup.Length);
        Assert.Equal(
            [$"KAFKA_GROUP_PREFIX={prefix} is not a prefix of at most {max} of the characters a-z A-Z 0-9 . _ -."],
            new Environment(("KAFKA_GROUP_PREFIX", prefix)).Faults());
    }

    [Theory]
    [InlineData("kafka:9092")]
    [InlineData("10.0.0.1:9092, [::1]:9092")]
    [InlineData("SASL_SSL://kafka_1.example.com:9092")]
    public void Brokers_that_the_client_can_reach_are_accepted(string servers) =>
        Assert.Equal(servers, new Environment(("KAFKA_BOOTSTRAP_SERVERS", servers)).Read().Kafka.Connection.BootstrapServers);

    [Theory]
    [MemberData(nameof(BadHosts))]
    public void PostgreSQLs_host_is_one_name_or_address(string host) =>
        Assert.Equal(
            [$"POSTGRES_HOST={host} is not one host name or IP address; the port belongs in POSTGRES_PORT."],
            new Environment(("POSTGRES_HOST", host)).Faults());

    [Fact]
    public void A_password_in_the_host_is_not_repeated() =>
        Assert.Equal(
            ["The value of POSTGRES_HOST is not one host name or IP address; the port belongs in POSTGRES_PORT."],
            new Environment(("POSTGRES_HOST", "me:s3cret@db")).Faults());

    [Theory]
    [InlineData("db")]
    [InlineData("db_1.example.com")]
    [InlineData("10.1.2.3")]
    [InlineData("::1")]
    public void One_host_is_accepted(string host) =>
        Assert.Equal(host, new Environment(("POSTGRES_HOST", host)).Read().Postgres.Host);

    private static string Collision(string stream, string name, string other) =>
        $"KAFKA_TOPIC_{stream}={name} and its dead-letter topic collide with the topic {other}: "
            + "each topic needs its own name, and Kafka does not distinguish . and _.";
}
