using Pipeline.Music.Catalogue;
using Pipeline.Music.Events;
using Pipeline.Music.Output;
using Pipeline.Music.Simulating;

namespace Pipeline.Music.Running;

/// <summary>One run of the simulator: generates events in batches, writes them to the file and the topic, prints the result.</summary>
internal sealed class SimulatorRun
{
    private static readonly TimeSpan FilePeriod = TimeSpan.FromSeconds(1);

    private readonly SimulatorOptions _options;
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly EventBuffer _batch = new();
    private readonly bool _isTerminal;
    private long _flushed;

    /// <summary>Creates a run.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="isTerminal">Whether the output can overwrite a line.</param>
    /// <param name="time">Clock.</param>
    public SimulatorRun(SimulatorOptions options, TextWriter output, bool isTerminal, TimeProvider time) =>
        (_options, _output, _isTerminal, _time) = (options, output, isTerminal, time);

    /// <summary>How long Kafka may take to acknowledge an event before it counts as failed.</summary>
    public TimeSpan AcknowledgeTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The result; null before the end of the run.</summary>
    public SimulatorResult? Result { get; private set; }

    /// <summary>Runs until the duration has passed or the token is cancelled (Ctrl+C).</summary>
    /// <returns>Exit code: 0 if every event is in the file and acknowledged by Kafka, otherwise 1.</returns>
    /// <exception cref="StartupRefusedException">The file or the topic cannot be written; one sentence.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        // Kafka is opened first: if that fails, an existing file keeps its content.
        using var kafka = await OpenKafkaAsync();
        using var file = _options.Output is { } path ? LineFile.Create(path) : null;
        await _output.WriteLineAsync(RunReport.Opening(_options));
        var catalogue = CreateCatalogue();
        WarmUp(catalogue);
        var simulation = new MusicSimulation(catalogue, _options.Setup);
        var cpu = Environment.CpuUsage.TotalTime;
        var pace = new RunPace(_options.Speed, _options.Rate, _options.Start.ToUnixTimeMilliseconds(), _time);
        var isWritten = await WriteAsync(simulation, pace, file, kafka, stop);
        kafka?.Flush(_time, stop);
        var (events, acknowledged) = (simulation.Statistics.Events, kafka?.Producer.Acknowledged ?? 0);
        var isComplete = isWritten && (kafka is null || acknowledged == events);
        Result = new(events, acknowledged, isComplete, pace.Elapsed, Environment.CpuUsage.TotalTime - cpu);
        if (kafka is not null && acknowledged != events)
            await Console.Error.WriteLineAsync(RunReport.NotAcknowledged(_options, Result, kafka.Producer));
        foreach (var line in RunReport.Closing(_options, simulation, Result, file, kafka?.Producer))
            await _output.WriteLineAsync(line);
        return isComplete ? 0 : 1;
    }

    /// <summary>Writes all events. Stops if the file cannot be written; the caller then still reports what Kafka acknowledged.</summary>
    /// <returns>Whether the file could be written.</returns>
    private async Task<bool> WriteAsync(
        MusicSimulation simulation, RunPace pace, LineFile? file, KafkaOutput? kafka, CancellationToken stop)
    {
        var progress = new ProgressDisplay(_output, _isTerminal, _time);
        try
        {
            await GenerateAsync(simulation, pace, progress, file, kafka, stop);
            file?.Flush();
            progress.End();
            return true;
        }
        catch (StartupRefusedException e)
        {
            progress.End();
            await Console.Error.WriteLineAsync(e.Message);
            return false;
        }
    }

    private async Task GenerateAsync(
        MusicSimulation simulation, RunPace pace, ProgressDisplay progress, LineFile? file, KafkaOutput? kafka, CancellationToken stop)
    {
        var start = _options.Start.ToUnixTimeMilliseconds();
        var longest = start + (long)SimulatorOptions.LongestDuration.TotalMilliseconds;
        // With a rate, the number of events follows from the duration, so that the same seed gives the same bytes.
        var (end, events) = (_options.Duration, _options.Rate) switch
        {
            (null, _) => (longest, _options.Events ?? long.MaxValue),
            ({ } duration, { } rate) => (longest, (long)Math.Round(duration.TotalSeconds * rate)),
            ({ } duration, null) => (start + (long)duration.TotalMilliseconds, long.MaxValue),
        };
        while (!stop.IsCancellationRequested && kafka?.Producer.Failure is null)
        {
            var written = simulation.Statistics.Events;
            if (written >= events || simulation.NextTime >= end)
                return;
            // A batch ends where a line of the progress is due.
            var full = ProgressDisplay.EventsPerLine - (int)(written % ProgressDisplay.EventsPerLine);
            var (until, max) = pace.Due((int)Math.Min(full, events - written));
            _batch.Clear();
            if (max == 0 || simulation.Run(_batch, Math.Min(until, end), max) == 0)
            {
                kafka?.Producer.Poll();
                await WaitAsync(simulation, pace, file, stop);
                continue;
            }

            file?.Add(_batch.Lines, _batch.Count);
            if (!Send(kafka, stop))
                return;
            var now = Math.Min(simulation.NextTime, end);
            progress.Show(
                _batch, simulation.Statistics, now, Done(simulation.Statistics.Events, events, now, start, end),
                kafka?.Producer.Acknowledged);
        }
    }

    private bool Send(KafkaOutput? kafka, CancellationToken stop)
    {
        try
        {
            kafka?.Send(_batch, stop);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WaitAsync(MusicSimulation simulation, RunPace pace, LineFile? file, CancellationToken stop)
    {
        if (file is not null && _time.GetElapsedTime(_flushed) >= FilePeriod)
        {
            file.Flush();
            _flushed = _time.GetTimestamp();
        }

        await pace.WaitAsync(simulation.NextTime, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private double? Done(long written, long events, long now, long start, long end)
    {
        if (events != long.MaxValue)
            return (double)written / events;
        return _options.Duration is null ? null : (double)(now - start) / (end - start);
    }

    private async Task<KafkaOutput?> OpenKafkaAsync()
    {
        if (_options.Brokers is not { } brokers)
            return null;
        if (await MusicTopic.PrepareAsync(brokers, _options.Topic, _options.CreateTopic) is { } created)
            await _output.WriteLineAsync(created);
        var warned = 0;
        var producer = new DirectProducer(brokers, _options.Producer, _options.Topic, AcknowledgeTimeout, () =>
        {
            if (Interlocked.Exchange(ref warned, 1) == 0)
            {
                Console.Error.WriteLine(
                    $"Kafka at {brokers} does not answer. The run ends if it does not acknowledge an event within "
                    + $"{AcknowledgeTimeout.TotalSeconds:0} s.");
            }
        });
        return new(producer, _options.Users);
    }

    private MusicCatalogue CreateCatalogue()
    {
        var began = _time.GetTimestamp();
        var catalogue = new MusicCatalogue(new(_options.Seed));
        _output.WriteLine(
            $"catalogue of {catalogue.ArtistCount:N0} artists and {catalogue.TrackCount:N0} tracks, generated in "
            + $"{_time.GetElapsedTime(began).TotalSeconds:0.00} s");
        return catalogue;
    }

    /// <summary>Simulates a few listeners, so that the first events do not wait for the compiler.</summary>
    private void WarmUp(MusicCatalogue catalogue)
    {
        new MusicSimulation(catalogue, _options.Setup with { Users = 100, Shard = Shard.Whole }).Run(_batch, long.MaxValue);
        _batch.Clear();
    }
}
