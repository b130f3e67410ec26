namespace Pipeline.Ads.Rows;

/// <summary>
/// Reads the rows of a file page by page. A thread of its own reads, decompresses and parses ahead of the caller. Memory does not depend
/// on the size of the file.
/// A row is one line, also where a quoted field is not closed: no value of the data set has a line break, and an open quote must not
/// swallow the rest of the file. The Sep library is not used for this reason, and because it reads characters: it knows no byte offset
/// of a row, and a byte that is not UTF-8 does not reach its caller.
/// </summary>
internal sealed class RowReader : IDisposable
{
    /// <summary>Longest line. Lines of the data set have about 160 bytes.</summary>
    public const int MaxLineBytes = 64 * 1024;

    /// <summary>One page is read while one is used; the third bridges pages that take longer.</summary>
    private const int Pages = 3;

    private readonly DataFile _file;
    private readonly int[] _order;
    private RowParser _parser;
    private int _start;
    private long _lastLine = 1;
    private bool _hasEnded;

    private RowReader(DataFile file)
    {
        (_file, _start, _order) = (file, file.FirstRow, AdHeader.Order(file.Path, file.Names));
        _parser = new(_order, file.Header, lastLine: 1);
    }

    /// <summary>Bytes of the file on disk; null for a pipe.</summary>
    public long? Length => _file.Length;

    /// <summary>The header's line.</summary>
    public ReadOnlySpan<byte> Header => _file.Header;

    /// <summary>
    /// Why the reading ended before the end of the file; one sentence, null for a whole file. Known after the last page; null for a caller
    /// that needed fewer, because how far the reading is ahead of it depends on the threads.
    /// </summary>
    public string? Failure => !_hasEnded || _file.Filler.Failure is not { } cause ? null
        : $"{_file.Path} is damaged after line {_lastLine:N0} ({cause.Message.TrimEnd('.')}). The rows before are read"
            + (_file.Filler.CutBytes is > 0 and var cut ? $"; {cut:N0} bytes of the next line are left out." : ".");

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="StartupRefusedException">The file cannot be read or does not have the columns; one sentence.</exception>
    public static RowReader Open(string path)
    {
        var file = DataFile.Open(path);
        try
        {
            return new(file);
        }
        catch (StartupRefusedException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Continues after a row that was read before. Call it before <see cref="ReadAsync"/>.</summary>
    /// <param name="offset">
    /// Offset after the row, in the uncompressed file: <see cref="RowPage.RowEnd"/> or <see cref="RowPage.End"/>.
    /// </param>
    /// <param name="line">Number of the row's line.</param>
    /// <exception cref="StartupRefusedException">The file is shorter, or damaged before the offset.</exception>
    public void Continue(long offset, long line)
    {
        try
        {
            var afterFirst = offset - _file.FirstPage.End;
            if (afterFirst > 0)
                _file.Filler.Skip(afterFirst);
            _start = afterFirst > 0 ? _file.FirstPage.Length : (int)(offset - _file.FirstPage.Start);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw AdHeader.Refused($"{_file.Path} cannot be continued at byte {offset:N0} ({e.Message.TrimEnd('.')}).", e);
        }

        (_parser, _lastLine) = (new(_order, _file.Header, lastLine: line), line);
    }

    /// <summary>All pages. A page is valid until the next one is asked for.</summary>
    public async IAsyncEnumerable<RowPage> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var free = Channel.CreateUnbounded<RowPage>();
        var parsed = Channel.CreateUnbounded<RowPage>();
        for (var i = 1; i < Pages; i++)
            free.Writer.TryWrite(new());
        var parsing = Task.Run(() => ParseAsync(free.Reader, parsed.Writer, abandoned.Token), CancellationToken.None);
        try
        {
            await foreach (var page in parsed.Reader.ReadAllAsync(stop))
            {
                yield return page;
                free.Writer.TryWrite(page);
            }

            _hasEnded = true;
        }
        finally
        {
            await abandoned.CancelAsync();
            await parsing;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private async Task ParseAsync(ChannelReader<RowPage> free, ChannelWriter<RowPage> parsed, CancellationToken stop)
    {
        try
        {
            var (page, start) = (_file.FirstPage, _start);
            do
            {
                // Leaves out the first page if the reading continues after it. Otherwise a caller's checkpoint would move back to its end.
                if (start < page.Length)
                {
                    _parser.Parse(page, start);
                    _lastLine = page.LastLine;
                    parsed.TryWrite(page);
                    page = await free.ReadAsync(stop);
                }

                start = 0;
            }
            while (_file.Filler.Fill(page));
            parsed.TryComplete();
        }
        catch (Exception e)
        {
            // The caller gets it with the next page. One that does not ask for another page has stopped.
            parsed.TryComplete(e);
        }
    }
}
