using Confluent.Kafka;
using Npgsql;
using Pipeline.Hosting.Settings;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Hosting;

public sealed class PipelineSettingsTests
{
    [Fact]
    public void What_is_not_set_has_the_value_that_is_promised()
    {
        var settings = new Environment().Read();
        Assert.True(settings.Kafka.Enabled);
        Assert.Equal("localhost:9092,localhost:9093,localhost:9094", settings.Kafka.Connection.BootstrapServers);
        Assert.Equal(
            (SecurityProtocol.Plaintext, null), (settings.Kafka.Connection.SecurityProtocol, settings.Kafka.Connection.SaslMechanism));
        Assert.Equal(["users", "products", "orders"], ShopStreams.Registry.All.Select(settings.Kafka.Topics.Of));
        Assert.Equal((10, CompressionType.Lz4), (settings.Kafka.Producer.LingerMs, settings.Kafka.Producer.Compression));
        Assert.Equal(
            (TimeSpan.FromSeconds(45), false, null),
            (settings.Kafka.SessionTimeout, settings.Kafka.NewGroupProtocol, settings.Kafka.MaxLag));
        Assert.Equal(
            ("localhost", 5432, "postgres", "sesac_db"),
            (settings.Postgres.Host, settings.Postgres.Port, settings.Postgres.User, settings.Postgres.Database));
        Assert.Equal(WriteMode.Outbox, settings.Write.Mode);
        Assert.Equal(new(10_000, 20_000, 1_000), settings.Seed);
        Assert.Equal(new(null, null, null), settings.Realtime);
        Assert.Equal(new(null, 1000), settings.Consumer);
        Assert.Equal(new(5, TimeSpan.FromSeconds(30)), settings.Breaker);
        Assert.Equal((8090, null, 0), (settings.Dashboard.Port, settings.Dashboard.Token, settings.Dashboard.Workers.Count));
    }

    [Fact]
    public void What_is_set_counts()
    {
        var settings = new Environment(
            ("KAFKA_BOOTSTRAP_SERVERS", " kafka:9092,plaintext://kafka:9093/ "), ("KAFKA_TOPIC_ORDERS", "shop.orders"),
            ("KAFKA_COMPRESSION", "ZSTD"), ("KAFKA_MAX_LAG", "500"),
            ("POSTGRES_PORT", "6543"), ("WRITE_MODE", "stream"), ("RANDOM_SEED", "-7"), ("SEED_USERS", "0"), ("ORDER_RATE", "0.5"),
            ("CONSUMER_TOPIC", "orders"), ("BREAKER_OPEN_SECONDS", "2"), ("KAFKA_GROUP_PROTOCOL", "consumer"),
            ("DASHBOARD_WORKERS", "orders-1:8081, [::1]:8082"), ("DASHBOARD_TOKEN", "a token of many letters")).Read();
        Assert.Equal(["orders-1:8081", "[::1]:8082"], settings.Dashboard.Workers);
        Assert.DoesNotContain(settings.Dashboard.Token!, settings.Dashboard.ToString(), StringComparison.Ordinal);
        Assert.Equal("kafka:9092,plaintext://kafka:9093/", settings.Kafka.Connection.BootstrapServers);
        Assert.Equal(
            ("shop.orders", "shop.orders.dlq"),
            (settings.Kafka.Topics.Of(ShopStreams.Orders), settings.Kafka.Topics.DeadLettersOf(ShopStreams.Orders)));
        Assert.Equal(
            (CompressionType.Zstd, 500, true),
            (settings.Kafka.Producer.Compression, settings.Kafka.MaxLag, settings.Kafka.NewGroupProtocol));
        Assert.Equal((6543, WriteMode.Stream, -7), (settings.Postgres.Port, settings.Write.Mode, settings.Write.Seed));
        Assert.Equal((0, 0.5, ShopStreams.Orders), (settings.Seed.Users, settings.Realtime.OrderRate, settings.Consumer.Stream));
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Breaker.OpenFor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_variable_counts_as_unset(string empty) =>
        Assert.Equal(5432, new Environment(("POSTGRES_PORT", empty), ("KAFKA_ENABLED", empty)).Read().Postgres.Port);

    [Theory]
    [InlineData("KAFKA_ENABLED", "yes", "KAFKA_ENABLED=yes is not one of true, false.")]
    [InlineData("KAFKA_SECURITY_PROTOCOL", "TLS", "KAFKA_SECURITY_PROTOCOL=TLS is not one of PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL.")]
    [InlineData("KAFKA_SASL_MECHANISM", "GSSAPI", "KAFKA_SASL_MECHANISM=GSSAPI is not one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512.")]
    [InlineData("KAFKA_SSL_CA_LOCATION", "/no/such/file", "KAFKA_SSL_CA_LOCATION=/no/such/file does not exist.")]
    [InlineData("KAFKA_LINGER_MS", "-1", "KAFKA_LINGER_MS=-1 is not a number of milliseconds from 0 to 1000.")]
    [InlineData("KAFKA_COMPRESSION", "rar", "KAFKA_COMPRESSION=rar is not one of lz4, none, gzip, snappy, zstd.")]
    [InlineData("KAFKA_BATCH_BYTES", "1e6", "KAFKA_BATCH_BYTES=1e6 is not a number of bytes from 1000 to 10000000.")]
    [InlineData("KAFKA_GROUP_PROTOCOL", "new", "KAFKA_GROUP_PROTOCOL=new is not one of classic, consumer.")]
    [InlineData("KAFKA_SESSION_TIMEOUT_MS", "999", "KAFKA_SESSION_TIMEOUT_MS=999 is not a number of milliseconds from 1000 to 1800000.")]
    [InlineData("KAFKA_PARTITIONS", "0", "KAFKA_PARTITIONS=0 is not a number of partitions from 1 to 1000.")]
    [InlineData("KAFKA_PARTITIONS", "six", "KAFKA_PARTITIONS=six is not a number of partitions from 1 to 1000.")]
    [InlineData("KAFKA_MAX_LAG", "0", "KAFKA_MAX_LAG=0 is not a number of messages from 1 to 2147483647.")]
    [InlineData("POSTGRES_PORT", "65536", "POSTGRES_PORT=65536 is not a port from 1 to 65535.")]
    [InlineData(
        "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092,kafka",
        "KAFKA_BOOTSTRAP_SERVERS=kafka:9092,kafka is not a list of host:port, separated by commas.")]
    [InlineData(
        "KAFKA_BOOTSTRAP_SERVERS", "user:pw@host:1",
        "The value of KAFKA_BOOTSTRAP_SERVERS is not a list of host:port, separated by commas.")]
    [InlineData(
        "KAFKA_BOOTSTRAP_SERVERS", "http://kafka:9092",
        "KAFKA_BOOTSTRAP_SERVERS=http://kafka:9092 is not a list of host:port, separated by commas.")]
    [InlineData(
        "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092,,kafka:9093",
        "KAFKA_BOOTSTRAP_SERVERS=kafka:9092,,kafka:9093 is not a list of host:port, separated by commas.")]
    [InlineData("POSTGRES_POOL_SIZE", "1", "POSTGRES_POOL_SIZE=1 is not a number of connections from 8 to 500.")]
    [InlineData("POSTGRES_SSL_MODE", "allow", "POSTGRES_SSL_MODE=allow is not one of disable, prefer, require, verify-ca, verify-full.")]
    [InlineData("WRITE_MODE", "both", "WRITE_MODE=both is not one of outbox, stream.")]
    [InlineData("RANDOM_SEED", "x", "RANDOM_SEED=x is not a whole number from -9223372036854775808 to 9223372036854775807.")]
    [InlineData("SEED_USERS", "1.5", "SEED_USERS=1.5 is not a number of users from 0 to 100000000.")]
    [InlineData("SEED_PRODUCTS", "-2", "SEED_PRODUCTS=-2 is not a number of products from 0 to 100000000.")]
    [InlineData("SEED_BATCH", "0", "SEED_BATCH=0 is not a number of rows from 1 to 100000.")]
    [InlineData("ORDER_RATE", "0", "ORDER_RATE=0 is not a rate per second above 0 and up to 1000000.")]
    [InlineData("ORDER_RATE", "NaN", "ORDER_RATE=NaN is not a rate per second above 0 and up to 1000000.")]
    [InlineData("PRODUCT_RATE", "fast", "PRODUCT_RATE=fast is not a rate per second above 0 and up to 1000000.")]
    [InlineData("UPDATE_RATE", "-1", "UPDATE_RATE=-1 is not a rate per second from 0 to 1000000.")]
    [InlineData("SHARD", "2", "SHARD=2 is not a shard i/n with i from 1 to n and n from 1 to 1000.")]
    [InlineData("CONSUMER_TOPIC", "shop", "CONSUMER_TOPIC=shop is not one of users, products, orders.")]
    [InlineData("CONSUMER_BATCH", "10001", "CONSUMER_BATCH=10001 is not a number of events from 1 to 10000.")]
    [InlineData("BREAKER_FAILURES", "five", "BREAKER_FAILURES=five is not a number of attempts from 1 to 1000.")]
    [InlineData("BREAKER_OPEN_SECONDS", "0", "BREAKER_OPEN_SECONDS=0 is not a number of seconds from 1 to 3600.")]
    [InlineData("DASHBOARD_PORT", "web", "DASHBOARD_PORT=web is not a port from 0 to 65535.")]
    [InlineData(
        "DASHBOARD_WORKERS", "orders-1:8081,orders-2",
        "DASHBOARD_WORKERS=orders-1:8081,orders-2 is not a list of host:port or host:port?group, separated by commas.")]
    [InlineData(
        "DASHBOARD_WORKERS", "orders-1:8081?",
        "DASHBOARD_WORKERS=orders-1:8081? is not a list of host:port or host:port?group, separated by commas.")]
    [InlineData(
        "DASHBOARD_WORKERS", "http://orders-1:8081",
        "DASHBOARD_WORKERS=http://orders-1:8081 is not a list of host:port or host:port?group, separated by commas.")]
    [InlineData("DASHBOARD_BIND", "0.0.0.0", "DASHBOARD_BIND=0.0.0.0 gives other machines access: set DASHBOARD_TOKEN.")]
    [InlineData("DASHBOARD_BIND", "anywhere", "DASHBOARD_BIND=anywhere is not an IP address.")]
    [InlineData(
        "DASHBOARD_TOKEN", "letmein",
        "DASHBOARD_TOKEN has fewer than 16 characters: set a random one, for example with `openssl rand -hex 24`.")]
    [InlineData(
        "DASHBOARD_WORKERS", "me:secret@orders-1:8081",
        "The value of DASHBOARD_WORKERS is not a list of host:port or host:port?group, separated by commas.")]
    [InlineData("PROMETHEUS_URL", "http://me:pw@host", "The value of PROMETHEUS_URL is not an address such as http://localhost:9090.")]
    [InlineData("HEALTH_PORT", "-1", "HEALTH_PORT=-1 is not a port from 0 to 65535.")]
    public void A_bad_value_gets_its_one_sentence(string name, string value, string sentence) =>
        Assert.Equal([sentence], new Environment((name, value)).Faults());

    [Theory]
    [InlineData("", "", null)]
    [InlineData("200", "", 20.0)]
    [InlineData("200", "0.5", 0.5)]
    [InlineData("200", "0", 0.0)]
    [InlineData("", "7", 7.0)]
    public void Updates_have_a_tenth_of_the_orders_rate_unless_they_have_their_own(string orders, string updates, double? expected) =>
        Assert.Equal(expected, new Environment(("ORDER_RATE", orders), ("UPDATE_RATE", updates)).Read().Realtime.UpdatesPerSecond);

    [Fact]
    public void Dirt_is_a_list_of_kinds_and_per_cent()
    {
        Assert.Null(new Environment().Read().Dirt.Rates);
        Assert.Equal(Path.Combine("reports", "dirt.json"), new Environment().Read().Dirt.TruthPath);
        var dirt = new Environment(("DIRT", "poison:0.5, Duplicate:2,out_of_order:50"), ("DIRT_TRUTH", "/reports/truth.json")).Read().Dirt;
        Assert.Equal(("duplicate:2,out_of_order:50,poison:0.5", "/reports/truth.json"), (dirt.Rates!.ToString(), dirt.TruthPath));
        Assert.Equal((0.02, 0.005, 0.0), (dirt.Rates.Of(DirtKind.Duplicate), dirt.Rates.Of(DirtKind.Poison), dirt.Rates.Of(DirtKind.Late)));
    }

    [Theory]
    [InlineData("dust:1")]
    [InlineData("stale")]
    [InlineData("stale:")]
    [InlineData("stale:0")]
    [InlineData("stale:-1")]
    [InlineData("stale:51")]
    [InlineData("stale:NaN")]
    [InlineData("stale:1,")]
    [InlineData("stale:1,stale:2")]
    [InlineData("stale:1:2")]
    public void Dirt_that_cannot_be_made_gets_its_one_sentence(string dirt) =>
        Assert.Equal(
            [$"DIRT={dirt} is not a list of kind:per cent, separated by commas, of the kinds duplicate, late, out_of_order, stale, poison,"
                + $" each at most once, above 0 and up to 50."],
            new Environment(("DIRT", dirt)).Faults());

    [Fact]
    public void Dirt_needs_Kafka() =>
        Assert.Equal(
            ["DIRT changes events that are sent to Kafka, but KAFKA_ENABLED=false: unset DIRT."],
            new Environment(("DIRT", "stale:1"), ("KAFKA_ENABLED", "false")).Faults());

    [Fact]
    public void All_faults_come_together()
    {
        var faults = new Environment(
            ("POSTGRES_PASSWORD", ""), ("KAFKA_LINGER_MS", "x"), ("SEED_BATCH", "0"), ("WRITE_MODE", "?")).Faults();
        Assert.Equal(4, faults.Count);
        Assert.All(["POSTGRES_PASSWORD", "KAFKA_LINGER_MS", "SEED_BATCH", "WRITE_MODE"], name =>
            Assert.Single(faults, f => f.StartsWith(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("6", 6)]
    public void Every_topic_of_the_shop_has_the_partitions_that_are_set_and_a_dead_letter_topic_keeps_its_one(string set, int expected)
    {
        var kafka = new Environment(("KAFKA_PARTITIONS", set), ("KAFKA_TOPIC_USERS", "people")).Read().Kafka;
        var names = ShopStreams.Registry.All.SelectMany(s => (string[])[kafka.Topics.Of(s), kafka.Topics.DeadLettersOf(s)]).ToHashSet();
        Assert.Equal(
            [("orders", expected), ("orders.dlq", 1), ("people", expected), ("people.dlq", 1), ("products", expected), ("products.dlq", 1)],
            kafka.DeclaredTopics.Select(static t => (t.Name, t.Partitions)).Where(t => names.Contains(t.Name)).Order());
        Assert.Equal(
            ShopStreams.Registry.All.SelectMany(s => Enumerable.Range(0, expected).Select(p => (s, kafka.Topics.Of(s), p))),
            kafka.StreamPartitions.Select(static p => (p.Stream, p.TopicName, p.Partition)));
    }

    [Fact]
    public void Stream_mode_needs_Kafka() =>
        Assert.Equal(
            ["WRITE_MODE=stream writes only to Kafka, but KAFKA_ENABLED=false: set KAFKA_ENABLED=true or WRITE_MODE=outbox."],
            new Environment(("WRITE_MODE", "stream"), ("KAFKA_ENABLED", "false")).Faults());

    [Theory]
    [InlineData("localhost", null, SslMode.Prefer)]
    [InlineData("127.0.0.1", null, SslMode.Prefer)]
    [InlineData("db.example.com", null, SslMode.VerifyFull)]
    [InlineData("db.example.com", "require", SslMode.Require)]
    public void Off_this_machine_the_certificate_is_verified_unless_told_otherwise(string host, string? mode, SslMode expected) =>
        Assert.Equal(expected, new Environment(("POSTGRES_HOST", host), ("POSTGRES_SSL_MODE", mode ?? "")).Read().Postgres.SslMode);
}
