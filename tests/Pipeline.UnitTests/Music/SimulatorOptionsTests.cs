using Microsoft.Extensions.Time.Testing;
using Pipeline.Hosting.Settings;
using Pipeline.Music.Running;
using Pipeline.Simulation;

namespace Pipeline.UnitTests.Music;

public sealed class SimulatorOptionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);

    [Fact]
    public void Without_options_a_thousand_listeners_run_for_ten_minutes_from_now()
    {
        var options = Read(("--output", "x.jsonl"));

        Assert.Equal((1000, TimeSpan.FromMinutes(10), 1.0, null), (options.Users, options.Duration, options.Speed, options.Rate));
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero), options.Start);
        Assert.Equal(("music-streaming-events", Shard.Whole), (options.Topic, options.Shard));
        Assert.Null(options.Brokers);
        Assert.NotEqual(options.Seed, Read(("--output", "x.jsonl")).Seed);
    }

    [Fact]
    public void With_a_seed_the_start_is_fixed_unless_it_is_given()
    {
        Assert.Equal(SimulatorOptions.SeededStart, Read(("--output", "x"), ("--seed", "-5")).Start);
        Assert.Equal(-5, Read(("--output", "x"), ("--seed", "-5")).Seed);
        Assert.Equal(Now.Date, Read(("--output", "x"), ("--seed", "5"), ("--start", "now")).Start.Date);
        Assert.Equal(
            new DateTimeOffset(2026, 1, 1, 15, 0, 0, TimeSpan.Zero),
            Read(("--output", "x"), ("--start", "2026-01-02T00:00:00+09:00")).Start);
    }

    [Fact]
    public void At_full_speed_without_a_seed_the_simulation_ends_now()
    {
        var options = Read(("--output", "x"), ("--speed", "max"), ("--duration", "90"));

        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero), options.Start + options.Duration);
    }

    [Fact]
    public void Brokers_come_from_the_option_or_without_any_output_from_the_environment()
    {
        Assert.Equal("a:1,b:2", Read(("--brokers", "a:1,b:2"), ("KAFKA_BOOTSTRAP_SERVERS", "c:3")).Brokers!.BootstrapServers);
        Assert.Equal("c:3", Read(("KAFKA_BOOTSTRAP_SERVERS", "c:3")).Brokers!.BootstrapServers);
        Assert.Null(Read(("--output", "x"), ("KAFKA_BOOTSTRAP_SERVERS", "c:3")).Brokers);
        var both = Read(("--output", "x"), ("--brokers", "a:1"), ("--topic", "plays"), ("KAFKA_TOPIC_LISTENING_EVENTS", "other"));
        Assert.Equal(("x", "a:1", "plays"), (both.Output, both.Brokers!.BootstrapServers, both.Topic));
        Assert.Equal("other", Read(("--brokers", "a:1"), ("KAFKA_TOPIC_LISTENING_EVENTS", "other")).Topic);
    }

    [Fact]
    public void Speed_rate_and_shard_are_read()
    {
        Assert.Null(Read(("--output", "x"), ("--speed", "max")).Speed);
        Assert.Equal(0.5, Read(("--output", "x"), ("--speed", "0.5")).Speed);
        Assert.Equal((null, 250.0), (Read(("--output", "x"), ("--rate", "500"), ("--shard", "2/2")) is var o ? o.Speed : 0, o.Rate));
        Assert.Null(Read(("--output", "x"), ("--continuous", "true")).Duration);
        Assert.Equal(TimeSpan.FromSeconds(30), Read(("--output", "x"), ("--duration", "0.5")).Duration);
    }

    [Theory]
    [InlineData(10, "--speed", "1")]
    [InlineData(100, "--speed", "max")]
    [InlineData(10, "--rate", "5000")]
    [InlineData(7, "--speed", "max", "KAFKA_LINGER_MS", "7")]
    public void At_full_speed_batches_wait_longer_unless_KAFKA_LINGER_MS_is_set(int linger, params string[] given) => Assert.Equal(
        linger, Read([("--output", "x"), .. given.Chunk(2).Select(static pair => (pair[0], pair[1]))]).Producer.LingerMs);

    [Fact]
    public void All_faults_are_named_at_once() => Assert.Equal(
        [
            "--duration=-1 is not a number of minutes above 0 and up to 5256000 (ten years).",
            "--speed=fast is not max or a number above 0, such as 60: an hour of simulated time per minute.",
            "--seed=x is not a whole number from -9223372036854775808 to 9223372036854775807.",
            "--brokers=nowhere is not a list of host:port, separated by commas.",
            "--topic=a b is not a topic name: a name has 1 to 249 of the characters a-z A-Z 0-9 . _ -, is not . or .. and does not "
                + "begin with __.",
            "--users=0 is not a number of listeners from 1 to 10000000.",
            "--start=yesterday is not now or an instant from 2017 to 2100, such as 2026-03-02T10:00:00Z.",
            "--shard=3/2 is not a shard i/n with i from 1 to n and n from 1 to 1000.",
        ],
        Faults(
            ("--brokers", "nowhere"), ("--topic", "a b"), ("--users", "0"), ("--duration", "-1"), ("--seed", "x"), ("--start", "yesterday"),
            ("--speed", "fast"), ("--shard", "3/2")));

    [Theory]
    [InlineData("Nothing to write to: set --brokers host:port,… (or KAFKA_BOOTSTRAP_SERVERS), --output FILE, or both.")]
    [InlineData("--continuous and --duration exclude each other: keep one.", "--output", "x", "--continuous", "true", "--duration", "1")]
    [InlineData("--speed and --rate exclude each other: keep one.", "--output", "x", "--speed", "2", "--rate", "5")]
    [InlineData("--speed and --rate exclude each other: keep one.", "--output", "x", "--speed", "max", "--rate", "5")]
    [InlineData("--create-topic needs --brokers.", "--output", "x", "--create-topic", "true")]
    [InlineData("--topic needs --brokers.", "--output", "x", "--topic", "plays")]
    [InlineData("--rate=0 is not a rate per second above 0 and up to 10000000.", "--output", "x", "--rate", "0")]
    public void A_fault_has_its_sentence(string sentence, params string[] given) =>
        Assert.Equal([sentence], Faults([.. given.Chunk(2).Select(static pair => (pair[0], pair[1]))]));

    [Fact]
    public void A_behaviour_that_cannot_be_read_or_is_wrong_is_a_fault()
    {
        using var folder = new ScratchFolder();
        var wrong = Path.Combine(folder.Path, "wrong.json");
        File.WriteAllText(wrong, "{}");

        string Fault(string path) => Faults(("--output", "x"), ("--behaviour", path))[0];
        Assert.StartsWith("--behaviour=/nowhere/b.json cannot be read: ", Fault("/nowhere/b.json"), StringComparison.Ordinal);
        Assert.StartsWith($"{wrong} does not have the format of behaviour.json: ", Fault(wrong), StringComparison.Ordinal);
    }

    internal static SimulatorOptions Read(params (string Name, string Value)[] given)
    {
        string? Value(string name) => Array.Find(given, g => g.Name == name).Value;
        return SimulatorOptions.Read(Value, Value, new FakeTimeProvider(Now));
    }

    private static IReadOnlyList<string> Faults(params (string Name, string Value)[] given) =>
        Assert.Throws<SettingsException>(() => Read(given)).Faults;
}
