using Pipeline.Ads.Ingest;

namespace Pipeline.Ads.Measuring;

/// <summary>
/// Measures a topic of its own with the settings of ad_events_raw: the rates at full speed, then the latency at the target rate, from the
/// intended start of each message. The messages have the size of a row.
/// </summary>
/// <param name="options">The servers.</param>
/// <param name="declared">The declaration of ad_events_raw.</param>
/// <param name="output">Standard output.</param>
/// <param name="time">Clock.</param>
internal sealed class PerfRun(IngestOptions options, TopicDeclaration declared, TextWriter output, TimeProvider time)
{
    private const string Topic = "ad_events_perf";
    private const int MessageBytes = 180;
    private const int KeyDigits = 20;

    /// <summary>Messages that connect the producer. Connecting takes as long as 10,000 messages do.</summary>
    private const int WarmUp = 1_000;

    /// <summary>Longest time at the target rate.</summary>
    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly TopicTargets _targets = declared.Targets!;

    /// <summary>Measures once per number of messages.</summary>
    /// <returns>Exit code: 0 if every target is reached.</returns>
    /// <exception cref="StartupRefusedException">No broker answers, or the topic cannot be created.</exception>
    public async Task<int> RunAsync(IReadOnlyList<int> counts, CancellationToken stop)
    {
        var isReached = true;
        try
        {
            await TopicAdmin.ApplyAsync(options.Brokers, [declared with { Name = Topic, Targets = null }]);
        }
        catch (KafkaException e)
        {
            throw StartupChecks.Refusal(e, options.Brokers);
        }

        foreach (var count in counts)
        {
            var result = await Task.Run(() => Measure(count, stop), stop);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count:N0} messages"));
            foreach (var (what, measured, target, reached) in result.Rows(_targets))
            {
                isReached &= reached;
                var verdict = target.Length == 0 ? "" : reached ? "pass" : "FAIL";
                await output.WriteLineAsync($"  {what,-24}{measured,12}   {target,-12}{verdict}");
            }
        }

        await output.WriteLineAsync($"perf: {(isReached ? "ok" : "FAILED")}");
        return isReached ? 0 : 1;
    }

    private PerfResult Measure(int count, CancellationToken stop)
    {
        using var producer = new DirectProducer(options.Brokers, options.Producer, Topic, Timeout);
        Send(producer, WarmUp, rate: null, stop);
        producer.Flush(Timeout);
        using var reader = new PerfConsumer(options.Brokers, Topic, declared.Partitions);
        var (began, full) = (time.GetTimestamp(), reader.CountAsync(count, null, Timeout, stop));
        Send(producer, count, rate: null, stop);
        producer.Flush(Timeout);
        var produced = count / time.GetElapsedTime(began).TotalSeconds;
        var consumed = count / full.GetAwaiter().GetResult().TotalSeconds;

        var paced = (int)Math.Min(count, _targets.MessagesPerSecond * Paced.TotalSeconds);
        var latencies = new LongHistogram(TimeSpan.TicksPerMinute * 5, 3);
        var reading = reader.CountAsync(paced, latencies, Timeout, stop);
        Send(producer, paced, _targets.MessagesPerSecond, stop);
        producer.Flush(Timeout);
        reading.GetAwaiter().GetResult();
        return new(
            count, produced, consumed, Percentile(latencies, 50), Percentile(latencies, 99), Percentile(latencies, 100),
            100.0 * producer.Acknowledged / producer.Sent);
    }

    /// <summary>Sends messages that begin with their intended start.</summary>
    private void Send(DirectProducer producer, int count, int? rate, CancellationToken stop)
    {
        Span<byte> value = stackalloc byte[MessageBytes];
        Span<byte> key = stackalloc byte[KeyDigits];
        new Random(count).NextBytes(value);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var intended = rate is { } perSecond ? began + (long)((double)i / perSecond * Stopwatch.Frequency) : Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() < intended)
                producer.Poll();
            BinaryPrimitives.WriteInt64LittleEndian(value, intended);
            i.TryFormat(key, out var digits, default, CultureInfo.InvariantCulture);
            producer.Send(key[..digits], value, stop);
        }
    }

    private static TimeSpan Percentile(LongHistogram latencies, double percentile) => new(latencies.GetValueAtPercentile(percentile));
}
