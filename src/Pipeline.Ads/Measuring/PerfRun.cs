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
    internal const string Topic = "ad_events_perf";
    private const int MessageBytes = 180;
    private const int KeyDigits = 20;

    /// <summary>Messages that connect the producer. Connecting takes as long as 10,000 messages do.</summary>
    private const int WarmUp = 1_000;

    /// <summary>Longest time at the target rate.</summary>
    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    private readonly TopicTargets _targets = declared.Targets!;

    /// <summary>A message that takes longer is lost.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Creates the topic, measures once per number of messages, and deletes the topic, also after Ctrl+C.</summary>
    /// <returns>Exit code: 0 if every target is reached.</returns>
    /// <exception cref="StartupRefusedException">No broker answers, or the topic cannot be created.</exception>
    public async Task<int> RunAsync(IReadOnlyList<int> counts, CancellationToken stop)
    {
        try
        {
            var report = await TopicAdmin.ApplyAsync(options.Brokers, [declared with { Name = Topic, Targets = null }]);
            if (report.Refused.Count > 0)
                throw new StartupRefusedException(string.Join(" ", report.Refused), isTransient: false);
            try
            {
                return await MeasureAsync(counts, stop);
            }
            finally
            {
                await TopicAdmin.DeleteAsync(options.Brokers, Topic);
            }
        }
        catch (KafkaException e)
        {
            var refusal = StartupChecks.Refusal(e, options.Brokers);
            throw new StartupRefusedException(
                $"perf creates, writes, reads and deletes the topic {Topic}: {refusal.Message}", refusal.IsTransient, e);
        }
    }

    /// <summary>Measures in the existing topic.</summary>
    internal async Task<int> MeasureAsync(IReadOnlyList<int> counts, CancellationToken stop)
    {
        var isReached = true;
        foreach (var count in counts)
        {
            PerfResult result;
            try
            {
                result = await Task.Run(() => MeasureAsync(count, stop), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                await output.WriteLineAsync("perf: interrupted");
                return 1;
            }

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

    private async Task<PerfResult> MeasureAsync(int count, CancellationToken stop)
    {
        using var producer = new DirectProducer(options.Brokers, options.Producer, Topic, Timeout);
        Send(producer, WarmUp, rate: null, stop);
        using var reader = new PerfConsumer(options.Brokers, Topic, declared.Partitions);
        var (full, sending) = await SendAndReadAsync(producer, reader, count, rate: null, latencies: null, stop);

        var paced = (int)Math.Min(count, _targets.MessagesPerSecond * Paced.TotalSeconds);
        var latencies = new LongHistogram(TimeSpan.TicksPerMinute * 5, 3);
        var (atRate, _) = await SendAndReadAsync(producer, reader, paced, _targets.MessagesPerSecond, latencies, stop);
        var lost = count + paced - full.Messages - atRate.Messages;
        return new(
            count, full.Messages / sending.TotalSeconds, full.Messages / Math.Max(1e-6, full.Elapsed.TotalSeconds),
            Percentile(latencies, 50), Percentile(latencies, 99), Percentile(latencies, 100), lost,
            100.0 * (count + paced - lost) / (count + paced));
    }

    /// <summary>Sends messages while they are read.</summary>
    /// <returns>What was read, and the time until all were acknowledged.</returns>
    private async Task<((int Messages, TimeSpan Elapsed) Read, TimeSpan Sending)> SendAndReadAsync(
        DirectProducer producer, PerfConsumer reader, int count, int? rate, LongHistogram? latencies, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var began = time.GetTimestamp();
        var reading = reader.CountAsync(count, latencies, Timeout, ended.Token);
        try
        {
            Send(producer, count, rate, stop);
            var sending = time.GetElapsedTime(began);
            return (await reading, sending);
        }
        finally
        {
            // The reader must not be disposed while it reads.
            await ended.CancelAsync();
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sends messages that begin with their intended start, and waits for their acknowledgements.</summary>
    private void Send(DirectProducer producer, int count, int? rate, CancellationToken stop)
    {
        Span<byte> value = stackalloc byte[MessageBytes];
        Span<byte> key = stackalloc byte[KeyDigits];
        new Random(count).NextBytes(value);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var intended = rate is { } perSecond ? began + (long)((double)i / perSecond * Stopwatch.Frequency) : Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() < intended)
                producer.Poll();
            BinaryPrimitives.WriteInt64LittleEndian(value, intended);
            i.TryFormat(key, out var digits, default, CultureInfo.InvariantCulture);
            producer.Send(key[..digits], value, stop);
        }

        // Each message has its report after the timeout at the latest.
        while (!producer.Flush(Slice))
            stop.ThrowIfCancellationRequested();
    }

    private static TimeSpan Percentile(LongHistogram latencies, double percentile) => new(latencies.GetValueAtPercentile(percentile));
}
