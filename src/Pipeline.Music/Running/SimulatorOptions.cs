using Pipeline.Music.Behaviour;
using Pipeline.Music.Simulating;

namespace Pipeline.Music.Running;

/// <summary>The command line of the simulator.</summary>
internal sealed record SimulatorOptions
{
    /// <summary>Default of --topic.</summary>
    public const string DefaultTopic = "music-streaming-events";

    /// <summary>Longest simulated time. <see cref="MusicSimulation"/> can hold 17 years.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromDays(3650);

    private const int FastLingerMs = 100;

    /// <summary>
    /// Start of the simulated time with --seed and without --start: a Monday, 19:00 in Seoul. Fixed, so that the same seed gives the same
    /// bytes.
    /// </summary>
    public static readonly DateTimeOffset SeededStart = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    /// <summary>--brokers, or KAFKA_BOOTSTRAP_SERVERS without --brokers and --output; null: no Kafka.</summary>
    public required KafkaConnection? Brokers { get; init; }

    /// <summary>
    /// KAFKA_LINGER_MS, KAFKA_COMPRESSION, KAFKA_BATCH_BYTES. With --speed max the default of KAFKA_LINGER_MS is
    /// <see cref="FastLingerMs"/>: fuller batches raise the rate, and the latency of a single event does not matter.
    /// </summary>
    public required ProducerSettings Producer { get; init; }

    /// <summary>--topic.</summary>
    public required string Topic { get; init; }

    /// <summary>--create-topic.</summary>
    public required bool CreateTopic { get; init; }

    /// <summary>--output; null: no file.</summary>
    public required string? Output { get; init; }

    /// <summary>--users: listeners of all shards.</summary>
    public required int Users { get; init; }

    /// <summary>--duration: simulated time, with --rate wall-clock time; null with --continuous.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>--seed.</summary>
    public required long Seed { get; init; }

    /// <summary>--start.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>--speed; null: as fast as possible, or --rate is set.</summary>
    public required double? Speed { get; init; }

    /// <summary>--rate: events per second of this shard; null without it.</summary>
    public required double? Rate { get; init; }

    /// <summary>--shard.</summary>
    public required Shard Shard { get; init; }

    /// <summary>Ends a run with --continuous after this number of events; null for no limit. Set by benchmarks only.</summary>
    public long? Events { get; init; }

    /// <summary>--behaviour, or the built-in one.</summary>
    public required BehaviourModel Behaviour { get; init; }

    public SimulationSetup Setup => new(Seed, Users, Start, Behaviour, Shard);

    /// <summary>Reads and checks the options.</summary>
    /// <param name="given">Returns the value of an option by its name with the dashes: null if it is not set, "true" for a flag.</param>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <param name="time">Clock, for the default of --start.</param>
    /// <exception cref="SettingsException">One or more options have faults; the message lists all of them.</exception>
    public static SimulatorOptions Read(Func<string, string?> given, Func<string, string?> environment, TimeProvider time)
    {
        var reader = new SettingsReader(name => name.StartsWith("--", StringComparison.Ordinal) ? given(name) : environment(name));
        var (duration, speed) = (ReadDuration(reader), ReadSpeed(reader));
        var seed = reader.OptionalNumber("--seed", long.MinValue, long.MaxValue, "a whole number");
        var options = new SimulatorOptions
        {
            Brokers = ReadBrokers(reader),
            Producer = ReadProducer(reader),
            Topic = ReadTopic(reader),
            CreateTopic = reader.OptionalText("--create-topic") is not null,
            Output = reader.OptionalText("--output"),
            Users = reader.Number("--users", 1000, 1, MusicSimulation.MaxUsers, "a number of listeners"),
            Duration = duration,
            Seed = seed ?? BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(long))),
            Start = ReadStart(reader, seed is null ? null : SeededStart, time, duration),
            Speed = speed,
            Rate = reader.OptionalRate("--rate", 10_000_000),
            Shard = ReadShard(reader),
            Behaviour = ReadBehaviour(reader),
        };
        options.CheckTogether(reader);
        if (reader.Faults.Count > 0)
            throw new SettingsException(reader.Faults);
        return options with { Rate = options.Rate is { } rate ? options.Shard.ShareOf(rate) : null };
    }

    private static KafkaConnection? ReadBrokers(SettingsReader reader)
    {
        if (reader.OptionalText("--brokers") is { } brokers)
            return KafkaConnectionSettings.Read(reader, brokers);
        return reader.OptionalText("--output") is null && reader.OptionalText("KAFKA_BOOTSTRAP_SERVERS") is not null
            ? KafkaConnectionSettings.Read(reader)
            : null;
    }

    private static ProducerSettings ReadProducer(SettingsReader reader)
    {
        var settings = KafkaSettings.ReadProducer(reader);
        return reader.OptionalText("--speed") is "max" && reader.OptionalText("KAFKA_LINGER_MS") is null
            ? settings with { LingerMs = FastLingerMs }
            : settings;
    }

    private static string ReadTopic(SettingsReader reader)
    {
        var name = reader.OptionalText("--topic") is null ? "KAFKA_TOPIC_LISTENING_EVENTS" : "--topic";
        var topic = reader.Text(name, DefaultTopic);
        if (!KafkaNames.IsTopic(topic))
        {
            reader.Fault(
                $"{name}={topic} is not a topic name: a name has 1 to {KafkaNames.MaxLength} of the characters "
                + $"{KafkaNames.Characters}, is not . or .. and does not begin with __.");
        }

        return topic;
    }

    private static TimeSpan? ReadDuration(SettingsReader reader)
    {
        var minutes = reader.OptionalText("--duration");
        if (reader.OptionalText("--continuous") is not null)
        {
            if (minutes is not null)
                reader.Fault("--continuous and --duration exclude each other: keep one.");
            return null;
        }

        if (Positive(minutes ?? "10") is { } given && given <= LongestDuration.TotalMinutes)
            return TimeSpan.FromMinutes(given);
        reader.Fault(
            $"--duration={minutes} is not a number of minutes above 0 and up to {LongestDuration.TotalMinutes:0} (ten years).");
        return null;
    }

    private static double? ReadSpeed(SettingsReader reader)
    {
        var text = reader.OptionalText("--speed");
        if (text is not null && reader.OptionalText("--rate") is not null)
            reader.Fault("--speed and --rate exclude each other: keep one.");
        if (text is "max" || reader.OptionalText("--rate") is not null)
            return null;

        var speed = Positive(text ?? "1");
        if (speed is null)
            reader.Fault($"--speed={text} is not max or a number above 0, such as 60: an hour of simulated time per minute.");
        return speed;
    }

    private static DateTimeOffset ReadStart(SettingsReader reader, DateTimeOffset? seeded, TimeProvider time, TimeSpan? duration)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        if (reader.OptionalText("--start") is not { } text)
            return seeded ?? (reader.OptionalText("--speed") is "max" && duration is { } whole ? now - whole : now);
        if (text == "now")
            return now;
        if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start)
            && start.Year is >= 2017 and <= 2100)
            return start;
        reader.Fault($"--start={text} is not now or an instant from 2017 to 2100, such as 2026-03-02T10:00:00Z.");
        return now;
    }

    private static Shard ReadShard(SettingsReader reader)
    {
        if (reader.OptionalText("--shard") is not { } text)
            return Shard.Whole;
        if (Shard.TryParse(text, out var shard))
            return shard;
        reader.Fault($"--shard={text} is not a shard i/n with i from 1 to n and n from 1 to {Shard.MaxCount}.");
        return Shard.Whole;
    }

    private static BehaviourModel ReadBehaviour(SettingsReader reader)
    {
        if (reader.OptionalText("--behaviour") is not { } path)
            return BehaviourModel.BuiltIn();
        try
        {
            using var file = File.OpenRead(path);
            return BehaviourModel.Read(file, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Fault($"--behaviour={path} cannot be read: {e.Message}");
        }
        catch (SettingsException e)
        {
            foreach (var fault in e.Faults)
                reader.Fault(fault);
        }

        return BehaviourModel.BuiltIn();
    }

    private void CheckTogether(SettingsReader reader)
    {
        if (Brokers is null && Output is null)
            reader.Fault("Nothing to write to: set --brokers host:port,… (or KAFKA_BOOTSTRAP_SERVERS), --output FILE, or both.");
        if (Brokers is null && CreateTopic)
            reader.Fault("--create-topic needs --brokers.");
        if (Brokers is null && Output is not null && reader.OptionalText("--topic") is not null)
            reader.Fault("--topic needs --brokers.");
    }

    private static double? Positive(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
