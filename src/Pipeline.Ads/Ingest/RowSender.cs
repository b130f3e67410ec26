using Pipeline.Ads.Errors;
using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Ingest;

/// <summary>Sends accepted rows to one topic and refused ones to another. Not thread-safe.</summary>
internal sealed class RowSender : IDisposable
{
    /// <summary>Headers of a row: path of the file, number of the line, and when it was sent, milliseconds since 1970.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["source", "line-number", "processed-at"];

    private static readonly TimeSpan FlushSlice = TimeSpan.FromMilliseconds(200);

    private readonly AdEventWriter _writer;
    private readonly DirectProducer _rows;
    private readonly DirectProducer _broken;
    private readonly byte[] _source;
    private readonly byte[] _line = new byte[20];
    private readonly byte[] _now = new byte[20];
    private readonly string _file;
    private readonly string? _header;
    private readonly TimeProvider _time;
    private int _nowLength;

    public RowSender(IngestOptions options, IngestState origin, int schemaId, TimeSpan timeout, Action brokersDown, TimeProvider time)
    {
        (_writer, _file, _time) = (new(schemaId), origin.Route.File, time);
        _header = origin.Route.Header == AdHeader.Text ? null : origin.Route.Header;
        _source = Encoding.UTF8.GetBytes(_file);
        _rows = new(options.Brokers, options.Producer, options.Topic, timeout, brokersDown, Headers);
        _broken = new(options.Brokers, options.Producer, options.ErrorTopic, timeout, brokersDown, Headers);
    }

    /// <summary>Accepted rows given to the client.</summary>
    public long Sent => _rows.Sent;

    /// <summary>Broken rows given to the client.</summary>
    public long Broken => _broken.Sent;

    /// <summary>Accepted rows that are acknowledged without a gap.</summary>
    public long SentPrefix => _rows.AcknowledgedPrefix;

    /// <summary>Broken rows that are acknowledged without a gap.</summary>
    public long BrokenPrefix => _broken.AcknowledgedPrefix;

    /// <summary>Rows without a delivery report.</summary>
    public long InFlight => _rows.InFlight + _broken.InFlight;

    /// <summary>Name of the fault of each accepted row that failed, by the row's number among the sent ones, from 0.</summary>
    public IReadOnlyDictionary<long, string> Failures => _rows.Failures;

    /// <summary>Whether every broken row is acknowledged.</summary>
    public bool HasAllBroken => _broken.Acknowledged == _broken.Sent;

    /// <summary>The first failure; null without one.</summary>
    public string? Failure => _rows.Failure ?? _broken.Failure;

    /// <summary>Sets the time of the next rows. Once per page, because a clock per row costs more than the header is worth.</summary>
    public void BeginPage() =>
        _time.GetUtcNow().ToUnixTimeMilliseconds().TryFormat(_now, out _nowLength, default, CultureInfo.InvariantCulture);

    /// <summary>Sends an accepted row.</summary>
    public void Send(RowPage page, int row, CancellationToken stop)
    {
        page.Line(row).TryFormat(_line, out var length, default, CultureInfo.InvariantCulture);
        _rows.Send(page.Text(page.Column(AdColumns.Id)[row]), _writer.Write(page, row), HeadersOf(length), stop);
    }

    /// <summary>Sends a refused row.</summary>
    public void Send(RowPage page, in RefusedRow row, CancellationToken stop)
    {
        var field = row.Column is { } column ? AdColumns.All[column].Name : null;
        Send(BrokenRow.Of(_file, row.Line, page.Raw(row), row.Fault.Name(), field, _time.GetUtcNow()), stop);
    }

    /// <summary>Sends an accepted row that Kafka did not acknowledge in ad_events_raw to the topic of broken rows.</summary>
    public void SendFailed(RowPage page, int row, string fault, CancellationToken stop) => Send(
        BrokenRow.Of(_file, page.Line(row), page.Raw(row), fault, field: null, _time.GetUtcNow()) with { Header = _header }, stop);

    /// <summary>Serves the delivery reports that have arrived.</summary>
    public void Poll()
    {
        _rows.Poll();
        _broken.Poll();
    }

    /// <summary>Waits until every row has a delivery report, or for the time.</summary>
    /// <param name="limit">Longest wait.</param>
    /// <param name="stop">Ctrl+C, after which the wait is <paramref name="afterStop"/> at most.</param>
    /// <param name="afterStop">Shorter than the time after which the process is ended.</param>
    public void Flush(TimeSpan limit, TimeSpan afterStop, CancellationToken stop)
    {
        var (began, stopped) = (_time.GetTimestamp(), (long?)null);
        while (InFlight > 0 && _time.GetElapsedTime(began) < limit)
        {
            if (stop.IsCancellationRequested && _time.GetElapsedTime(stopped ??= _time.GetTimestamp()) >= afterStop)
                return;
            _rows.Flush(FlushSlice);
            _broken.Flush(FlushSlice);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _broken.Dispose();
    }

    private void Send(BrokenRow broken, CancellationToken stop)
    {
        broken.LineNumber.TryFormat(_line, out var length, default, CultureInfo.InvariantCulture);
        _broken.Send(Encoding.UTF8.GetBytes(broken.Key), broken.ToJson(), HeadersOf(length), stop);
        // Too few broken rows are sent for the producer's own polling, which is once per number of messages.
        _broken.Poll();
    }

    private HeaderValues HeadersOf(int lineLength) => new(_source, _line.AsSpan(0, lineLength), _now.AsSpan(0, _nowLength));
}
