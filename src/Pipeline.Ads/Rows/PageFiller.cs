namespace Pipeline.Ads.Rows;

/// <summary>Reads a file into pages of whole lines. Of a line longer than a page it keeps the beginning only.</summary>
/// <param name="data">The uncompressed bytes.</param>
/// <param name="consumed">Bytes of the file on disk that were read so far.</param>
internal sealed class PageFiller(Stream data, Func<long> consumed)
{
    private readonly byte[] _rest = new byte[RowPage.Capacity];
    private int _restLength;
    private long _offset;
    private bool _hasEnded;

    /// <summary>Damaged compression or a read error that ended the reading before the end of the file; null without one.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Bytes of the line that was cut off by the failure. It is no row.</summary>
    public int CutBytes { get; private set; }

    /// <summary>Skips the next bytes.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    /// <exception cref="InvalidDataException">The compression is damaged.</exception>
    public void Skip(long bytes)
    {
        var toSkip = bytes - _restLength;
        if (toSkip < 0)
        {
            _rest.AsSpan((int)bytes, (int)-toSkip).CopyTo(_rest);
            _restLength = (int)-toSkip;
        }
        else
        {
            _restLength = 0;
            SkipUnread(toSkip);
        }

        _offset += bytes;
    }

    private void SkipUnread(long bytes)
    {
        if (data.CanSeek)
        {
            if (bytes > data.Length - data.Position)
                throw new EndOfStreamException($"It has {data.Length:N0} bytes.");
            data.Seek(bytes, SeekOrigin.Current);
            return;
        }

        while (bytes > 0)
        {
            var part = (int)Math.Min(bytes, _rest.Length);
            data.ReadExactly(_rest, 0, part);
            bytes -= part;
        }
    }

    /// <summary>Fills a page with the next lines. The last line of the page always ends with a line feed.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Fill(RowPage page)
    {
        page.Clear();
        (page.Start, page.Dropped) = (_offset, 0);
        _rest.AsSpan(0, _restLength).CopyTo(page.Bytes);
        var length = _restLength;
        var whole = 0;
        while (true)
        {
            length = Read(page.Bytes, length);
            whole = page.Bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            if (whole > 0 || _hasEnded)
                break;
            // Longer than a page: more than a line can have is kept, so that the line is refused as too long.
            page.Dropped += length - (RowReader.MaxLineBytes + 1);
            length = RowReader.MaxLineBytes + 1;
        }

        _restLength = length - whole;
        page.Bytes.AsSpan(whole, _restLength).CopyTo(_rest);
        _offset += whole + page.Dropped;
        (page.Length, page.End, page.Consumed) = (whole, _offset, consumed());
        return whole > 0 || FillLastLine(page);
    }

    /// <summary>The last line of a file can lack a line feed. After a failure it is cut off, and its rest is unknown.</summary>
    private bool FillLastLine(RowPage page)
    {
        if (Failure is not null)
            (CutBytes, _restLength) = (_restLength, 0);
        if (_restLength == 0)
            return false;
        page.Bytes[_restLength] = (byte)'\n';
        page.Length = _restLength + 1;
        page.End = _offset += _restLength;
        _restLength = 0;
        return true;
    }

    private int Read(byte[] bytes, int length)
    {
        try
        {
            while (!_hasEnded && length < RowPage.Capacity)
            {
                var read = data.Read(bytes, length, RowPage.Capacity - length);
                length += read;
                _hasEnded = read == 0;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            (Failure, _hasEnded) = (e, true);
        }

        return length;
    }
}
