namespace Pipeline.IntegrationTests.Programs;

/// <summary>Invalid settings: each has one sentence, the exit code is 2, and no server is asked. A program reads only its own.</summary>
public sealed class SettingsSentenceTests
{
    /// <summary>A setting, an invalid value, and its sentence.</summary>
    private static readonly (string Name, string Value, string Sentence)[] Invalid =
    [
        ("BREAKER_FAILURES", "0", "BREAKER_FAILURES=0 is not a number of attempts from 1 to 1000."),
        ("CONSUMER_TOPIC", "carts", "CONSUMER_TOPIC=carts is not one of users, products, orders."),
        ("KAFKA_ENABLED", "maybe", "KAFKA_ENABLED=maybe is not one of true, false."),
        ("POSTGRES_PASSWORD", "", "POSTGRES_PASSWORD is not set: set it, or set POSTGRES_PASSWORD_FILE to a file that contains it."),
        ("POSTGRES_PORT", "many", "POSTGRES_PORT=many is not a port from 1 to 65535."),
        ("SEED_USERS", "-1", "SEED_USERS=-1 is not a number of users from 0 to 100000000."),
        ("WRITE_MODE", "loud", "WRITE_MODE=loud is not one of outbox, stream."),
    ];

    public static TheoryData<string, string[]> Programs => new()
    {
        { "Seeder", [] },
        { "Consumer", [] },
        { "RealtimeGenerator", [] },
        { "pipeline", ["verify"] },
        { "pipeline", ["status"] },
    };

    [Theory]
    [InlineData("Seeder", "KAFKA_ENABLED POSTGRES_PASSWORD POSTGRES_PORT SEED_USERS WRITE_MODE")]
    [InlineData("Consumer", "BREAKER_FAILURES CONSUMER_TOPIC KAFKA_ENABLED POSTGRES_PASSWORD POSTGRES_PORT")]
    [InlineData("RealtimeGenerator", "KAFKA_ENABLED POSTGRES_PASSWORD POSTGRES_PORT WRITE_MODE")]
    [InlineData("pipeline", "KAFKA_ENABLED POSTGRES_PASSWORD POSTGRES_PORT", "verify")]
    [InlineData("pipeline", "KAFKA_ENABLED POSTGRES_PASSWORD POSTGRES_PORT", "status")]
    [InlineData("pipeline", "BREAKER_FAILURES CONSUMER_TOPIC KAFKA_ENABLED POSTGRES_PORT SEED_USERS WRITE_MODE", "run")]
    public async Task All_wrong_settings_of_a_program_are_named_at_once(string program, string read, params string[] arguments)
    {
        var environment = Environment([.. Invalid.Select(s => (s.Name, s.Value))]);
        var (exitCode, run) = await RunningProgram.RunBuiltAsync(program, environment, arguments);

        Assert.Equal(2, exitCode);
        // Only programs of all domains know the streams of music and ads.
        Assert.Equal(
            Invalid.Where(s => read.Split(' ').Contains(s.Name)).Select(s => s.Sentence),
            run.StandardError.Select(static s => s.Replace(", listening_events, ad_events.", ".", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Assert.Empty(run.StandardOutput);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Missing_password_is_told_in_one_sentence(string program, string[] arguments)
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync(program, Environment(("CONSUMER_TOPIC", "orders")), arguments);

        Assert.Equal(2, exitCode);
        Assert.Equal(
            ["POSTGRES_PASSWORD is not set: set it, or set POSTGRES_PASSWORD_FILE to a file that contains it."], run.StandardError);
    }

    [Fact]
    public async Task Password_file_that_is_missing_is_told()
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("Seeder", Environment(("POSTGRES_PASSWORD_FILE", "/nowhere/secret")));

        Assert.Equal(2, exitCode);
        Assert.StartsWith("POSTGRES_PASSWORD_FILE=/nowhere/secret cannot be read: ", run.StandardError[0], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consumer_without_a_stream_says_which_there_are()
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync("Consumer", Environment(("POSTGRES_PASSWORD", "hidden-word")));

        Assert.Equal(2, exitCode);
        Assert.Equal(["CONSUMER_TOPIC is not set: set it to users, products, orders, listening_events or ad_events."], run.StandardError);
    }

    [Fact]
    public async Task Stream_without_Kafka_is_a_contradiction()
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync(
            "RealtimeGenerator", Environment(("POSTGRES_PASSWORD", "hidden-word"), ("KAFKA_ENABLED", "false"), ("WRITE_MODE", "stream")));

        Assert.Equal(2, exitCode);
        Assert.Equal(
            ["WRITE_MODE=stream writes only to Kafka, but KAFKA_ENABLED=false: set KAFKA_ENABLED=true or WRITE_MODE=outbox."],
            run.StandardError);
    }

    [Fact]
    public async Task Health_of_a_program_that_does_not_run_is_exit_code_one()
    {
        var port = FreePorts.One().ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(1, (await RunningProgram.RunBuiltAsync("Consumer", Environment(("HEALTH_PORT", port)), "--health")).ExitCode);
    }

    private static Dictionary<string, string> Environment(params (string Name, string Value)[] settings) =>
        settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
}
