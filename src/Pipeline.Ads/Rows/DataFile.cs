namespace Pipeline.Ads.Rows;

/// <summary>An open CSV file, plain or compressed with gzip (also in several members), whose first line is read.</summary>
internal sealed class DataFile : IDisposable
{
    private readonly Stream _data;

    private DataFile(string path, FileStream file)
    {
        Path = path;
        Length = file.CanSeek ? file.Length : null;
        IsCompressed = HasGzipHeader(file, path);
        _data = IsCompressed ? new GzipMembers(file) : file;
        Filler = new(_data, () => file.CanSeek ? file.Position : 0);
        if (!Filler.Fill(FirstPage))
            throw Filler.Failure ?? AdHeader.Refused($"{path} is empty.");
        var text = FirstPage.Bytes.AsSpan(0, FirstPage.Length);
        var start = text.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        FirstRow = text.IndexOf((byte)'\n') + 1;
        var line = text[start..(FirstRow - 1)];
        Header = (line is [.., (byte)'\r'] ? line[..^1] : line).ToArray();
        Names = AdHeader.Names(path, Header);
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file on disk; null for a pipe.</summary>
    public long? Length { get; }

    /// <summary>Whether the file is compressed.</summary>
    public bool IsCompressed { get; }

    /// <summary>The first line, without a byte order mark and its end.</summary>
    public byte[] Header { get; }

    /// <summary>The fields of the first line.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The page with the first line.</summary>
    public RowPage FirstPage { get; } = new();

    /// <summary>Where the second line begins in the first page.</summary>
    public int FirstRow { get; }

    /// <summary>Reads the pages after the first one.</summary>
    public PageFiller Filler { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="StartupRefusedException">The file cannot be read, or is no CSV file; one sentence.</exception>
    public static DataFile Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var opened = new DataFile(path, file);
            file = null;
            return opened;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw AdHeader.Refused($"{path} cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    private static bool HasGzipHeader(FileStream file, string path)
    {
        if (!file.CanSeek)
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        Span<byte> magic = stackalloc byte[2];
        var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return length == magic.Length && magic is [0x1F, 0x8B];
    }
}
