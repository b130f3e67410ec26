using Pipeline.Ads.Output;
using Pipeline.Ads.Rows;
using Pipeline.Ads.Schema;

namespace Pipeline.Ads.Ingest;

/// <summary>Sends the rows of a file to Kafka. Every row goes to ad_events_raw, or with its reason to ad_events_error.</summary>
/// <param name="options">What to send.</param>
/// <param name="progress">Shows the progress.</param>
/// <param name="errors">Standard error.</param>
/// <param name="time">Clock.</param>
internal sealed class IngestRun(IngestOptions options, FileProgress progress, TextWriter errors, TimeProvider time)
{
    private static readonly TimeSpan TopicTimeout = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, long> _broken = new(StringComparer.Ordinal);
    private long _rows;
    private long _end;
    private long _line;
    private bool _isAtEnd;
    private int _brokersDown;

    /// <summary>How long Kafka may take to acknowledge a row before the run fails.</summary>
    public TimeSpan AcknowledgeTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long Kafka may take after Ctrl+C.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sends all rows, or those up to Ctrl+C.</summary>
    /// <exception cref="StartupRefusedException">The file, the topics or the schema are not there; one sentence.</exception>
    public async Task<IngestResult> RunAsync(CancellationToken stop)
    {
        var schemaId = await AdSchema.FindAsync(options.Registry, options.Topic);
        var (rowTopic, errorTopic) = await FindTopicsAsync(stop);
        using var reader = RowReader.Open(options.File);
        var origin = Origin(reader, rowTopic, errorTopic);
        if (origin.Offset > 0)
            reader.Continue(origin.Offset, origin.Line);
        using var sender = new RowSender(options, origin, schemaId, AcknowledgeTimeout, SayBrokersDown, time);
        var checkpoints = new Checkpoints(options.StatePath, time);
        var began = time.GetTimestamp();
        await SendAllAsync(reader, sender, checkpoints, origin, stop);
        sender.Flush(AcknowledgeTimeout, StopTimeout, stop);
        checkpoints.Acknowledge(origin.Sent + sender.SentPrefix, origin.Broken + sender.BrokenPrefix, now: true);
        progress.End();
        var (sent, handedOver) = (sender.SentPrefix, 0L);
        var unfinished = sender.Failure ?? (sender.InFlight > 0 ? $"{sender.InFlight:N0} rows were not acknowledged" : null)
            ?? (stop.IsCancellationRequested ? "interrupted" : null);
        if (sender is { Failures.Count: > 0, InFlight: 0, HasAllBroken: true } && reader.Length is not null
            && !stop.IsCancellationRequested && await HandOverAsync(sender, checkpoints.Reached ?? origin, origin, stop))
        {
            (sent, handedOver) = (sender.Sent - sender.Failures.Count, sender.Failures.Count);
            unfinished = _isAtEnd ? null : $"{unfinished}; the {sender.Failures.Count:N0} rows that failed are in {options.ErrorTopic}";
        }

        var failure = unfinished is null ? reader.Failure : $"Not all rows are sent ({unfinished}): run the command again with --resume.";
        return new(
            _rows, sent, _broken, handedOver, _end - origin.Offset, time.GetElapsedTime(began), origin.Offset > 0 ? origin.Line : null,
            failure);
    }

    /// <summary>Hands the failed rows to ad_events_error. Then every row up to the end of what was sent is in one of the topics.</summary>
    /// <returns>Whether they are acknowledged there.</returns>
    private async Task<bool> HandOverAsync(RowSender sender, IngestState reached, IngestState origin, CancellationToken stop)
    {
        var failed = new FailedRows(options, sender);
        if (!await failed.HandOverAsync(reached, reached.Sent - origin.Sent, AcknowledgeTimeout, StopTimeout, stop))
            return false;
        foreach (var (fault, count) in failed.Counts)
            _broken[fault] = _broken.GetValueOrDefault(fault) + count;
        (origin with
        {
            Offset = _end,
            Line = _line,
            Sent = origin.Sent + sender.Sent - sender.Failures.Count,
            Broken = origin.Broken + sender.Broken,
        }).Write(options.StatePath);
        return true;
    }

    private async Task SendAllAsync(
        RowReader reader, RowSender sender, Checkpoints checkpoints, IngestState origin, CancellationToken stop)
    {
        (_end, _line) = (origin.Offset, origin.Line);
        try
        {
            await foreach (var page in reader.ReadAsync(stop))
            {
                sender.BeginPage();
                if (options.Room is { } room)
                    await room(sender.Sent, stop);
                _line = SendPage(page, sender, stop);
                checkpoints.Add(origin with
                {
                    Offset = _end,
                    Line = _line,
                    Sent = origin.Sent + sender.Sent,
                    Broken = origin.Broken + sender.Broken,
                });
                sender.Poll();
                checkpoints.Acknowledge(origin.Sent + sender.SentPrefix, origin.Broken + sender.BrokenPrefix);
                progress.Show(_rows, _broken.Values.Sum(), reader.Length is > 0 and var length ? (double)page.Consumed / length : null);
                _isAtEnd = _rows == options.MaxRecords;
                if (_isAtEnd || sender.Failure is not null)
                    return;
            }

            _isAtEnd = true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The caller flushes what was sent and writes the state; --resume sends the rest.
        }
    }

    /// <summary>Sends the rows of a page in the order of the file, as far as the maximum number of rows allows.</summary>
    /// <returns>Number of the last line that was sent.</returns>
    private long SendPage(RowPage page, RowSender sender, CancellationToken stop)
    {
        var (row, refused) = (0, 0);
        while (_rows != options.MaxRecords)
        {
            var isRefused = refused < page.Refused.Count && (row == page.Count || page.Refused[refused].Line < page.Line(row));
            if (!isRefused && row == page.Count)
            {
                _end = page.End;
                return page.LastLine;
            }

            if (isRefused)
            {
                var broken = page.Refused[refused++];
                sender.Send(page, broken, stop);
                var reason = broken.Fault.Name();
                _broken[reason] = _broken.GetValueOrDefault(reason) + 1;
                _end = broken.End;
            }
            else
            {
                sender.Send(page, row, stop);
                _end = page.RowEnd(row++);
            }

            _rows++;
        }

        return Math.Max(row == 0 ? 0 : page.Line(row - 1), refused == 0 ? 0 : page.Refused[refused - 1].Line);
    }

    /// <summary>The place to begin: that of an earlier run, or the first row.</summary>
    private IngestState Origin(RowReader reader, Guid rowTopic, Guid errorTopic)
    {
        var file = Path.GetFullPath(options.File);
        var modified = reader.Length is null ? (DateTime?)null : File.GetLastWriteTimeUtc(file);
        var route = new IngestRoute(file, reader.Length, modified, Encoding.UTF8.GetString(reader.Header), rowTopic, errorTopic);
        return IngestState.Begin(options.StatePath, new(route, 0, 1, 0, 0), options.Resume);
    }

    /// <returns>The ids of both topics.</returns>
    private async Task<(Guid Rows, Guid Errors)> FindTopicsAsync(CancellationToken stop)
    {
        try
        {
            foreach (var topic in (string[])[options.Topic, options.ErrorTopic])
            {
                if ((await Task.Run(() => TopicAdmin.Find(options.Brokers, topic, TopicTimeout), stop)).Partitions == 0)
                    throw new StartupRefusedException($"Topic '{topic}' does not exist: run `make topics`.", isTransient: false);
            }

            return options.TopicId is { } id ? (await id(options.Topic), await id(options.ErrorTopic)) : default;
        }
        catch (KafkaException e)
        {
            throw StartupChecks.Refusal(e, options.Brokers);
        }
    }

    private void SayBrokersDown()
    {
        if (Interlocked.Exchange(ref _brokersDown, 1) == 0)
        {
            errors.WriteLine(
                $"Kafka at {options.Brokers.BootstrapServers} does not answer. "
                + $"Rows wait up to {AcknowledgeTimeout.TotalSeconds:0} s for it.");
        }
    }
}
