using Pipeline.Ads.Errors;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Retries;

namespace Pipeline.Ads.Checking;

/// <summary>
/// The connection test: registry, brokers, topics, and one message that is sent and read back. Each with OK or the reason.
/// </summary>
/// <param name="options">The servers.</param>
/// <param name="output">Standard output.</param>
internal sealed class CheckRun(IngestOptions options, TextWriter output)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private bool _isOk = true;

    /// <summary>Runs all tests, also after a failure.</summary>
    /// <returns>Exit code: 0 if all are OK.</returns>
    public async Task<int> RunAsync()
    {
        await TestAsync($"registry {options.Registry.Url}", async () =>
        {
            using var registrar = new SchemaRegistrar(options.Registry);
            var (subjects, subject) = (await registrar.SubjectsAsync(), SchemaRegistrar.SubjectOf(options.Topic));
            return subjects.Contains(subject)
                ? $"has {subject}"
                : throw new StartupRefusedException($"it does not have {subject}: run `schema register`.", isTransient: false);
        });
        var hasTopic = true;
        // In parallel, so that brokers that do not answer cost one timeout, not three.
        var topics = new[] { options.Topic, options.ErrorTopic, BrokenRowTopic.Retries };
        foreach (var (topic, search) in topics.Zip(Array.ConvertAll(topics, t => Task.Run(() => FindTopic(t)))))
            hasTopic = await TestAsync($"topic {topic}", () => search);
        // The message goes to the last topic. If that is missing, sending would fail as if no broker answered.
        if (hasTopic)
            await TestAsync("one message sent and read back", () => Task.Run(SendAndReadAsync));
        return _isOk ? 0 : 1;
    }

    /// <returns>Whether the test passed.</returns>
    private async Task<bool> TestAsync(string what, Func<Task<string>> test)
    {
        try
        {
            await output.WriteLineAsync($"OK      {what}: {await test()}");
            return true;
        }
        catch (Exception e) when (e is StartupRefusedException or KafkaException)
        {
            _isOk = false;
            await output.WriteLineAsync(
                $"FAILED  {what}: {(e is KafkaException kafka ? StartupChecks.Refusal(kafka, options.Brokers).Message : e.Message)}");
            return false;
        }
    }

    private string FindTopic(string topic)
    {
        var (brokers, partitions) = TopicAdmin.Find(options.Brokers, topic, Timeout);
        return partitions > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{partitions} partitions, {brokers} brokers")
            : throw new StartupRefusedException("it does not exist: run `make topics`.", isTransient: false);
    }

    private async Task<string> SendAndReadAsync()
    {
        var clock = Stopwatch.StartNew();
        var sent = new BrokenRow("check", 0, Guid.NewGuid().ToString(), RetryRun.CheckReason, DateTimeOffset.UnixEpoch, 0).ToJson();
        using var producer = new ProducerBuilder<byte[]?, byte[]>(options.Brokers.Fill(
            new ProducerConfig { Acks = Acks.All, MessageTimeoutMs = (int)Timeout.TotalMilliseconds }))
            .SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();
        var report = await producer.ProduceAsync(BrokenRowTopic.Retries, new() { Value = sent });
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(options.Brokers.Fill(
            new ConsumerConfig { GroupId = BrokenRowTopic.Group, EnableAutoCommit = false, AllowAutoCreateTopics = false }))
            .SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();
        consumer.Assign(report.TopicPartitionOffset);
        var place = string.Create(
            CultureInfo.InvariantCulture, $"{report.Topic}/{report.Partition.Value} offset {report.Offset.Value}");
        var read = consumer.Consume(Timeout);
        return read?.Message.Value.AsSpan().SequenceEqual(sent) == true
            ? string.Create(CultureInfo.InvariantCulture, $"{place}, {clock.Elapsed.TotalMilliseconds:0} ms")
            : throw new StartupRefusedException($"{place} was not read back in time.", isTransient: true);
    }
}
