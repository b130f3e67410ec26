namespace Pipeline.Ads.Rows;

/// <summary>
/// Consecutive rows of a file: the accepted ones by column, the refused ones with their reason. A page is reused: its content is valid
/// until the next page is asked for.
/// </summary>
internal sealed class RowPage
{
    /// <summary>Bytes of lines in a page. Fits the processor's second cache together with its fields.</summary>
    public const int Capacity = 256 * 1024;

    /// <summary>The shortest accepted row: an id of one digit, a click, an hour, empty fields, and a line feed.</summary>
    private const int ShortestRow = 1 + 1 + AdHour.Digits + AdColumns.Count;
    private const int MaxRows = (Capacity / ShortestRow) + 1;

    private readonly Field[] _fields = new Field[AdColumns.Count * MaxRows];
    private readonly RowLine[] _rows = new RowLine[MaxRows];
    private readonly List<RefusedRow> _refused = [];

    /// <summary>
    /// The lines, and after them copies of the fields with doubled quotes. Longer than both, because the parser reads whole vectors.
    /// </summary>
    public byte[] Bytes { get; } = new byte[(2 * Capacity) + Vector256<byte>.Count];

    /// <summary>Bytes of the lines.</summary>
    public int Length { get; set; }

    /// <summary>Offset of the first line in the uncompressed file.</summary>
    public long Start { get; set; }

    /// <summary>Offset after the last line.</summary>
    public long End { get; set; }

    /// <summary>Number of the last line.</summary>
    public long LastLine { get; set; }

    /// <summary>Bytes of the file on disk that were read up to this page.</summary>
    public long Consumed { get; set; }

    /// <summary>Bytes that are left out of the first line, which is too long.</summary>
    public long Dropped { get; set; }

    /// <summary>Number of accepted rows.</summary>
    public int Count { get; private set; }

    /// <summary>The refused rows.</summary>
    public IReadOnlyList<RefusedRow> Refused => _refused;

    /// <summary>Number of the line of an accepted row; the header has 1.</summary>
    public long Line(int row) => _rows[row].Line;

    /// <summary>Offset of the byte after the line feed of an accepted row, in the uncompressed file.</summary>
    public long RowEnd(int row) => EndOf(_rows[row].Next);

    /// <summary>The line of an accepted row, without its end.</summary>
    public ReadOnlySpan<byte> Raw(int row) => Bytes.AsSpan(_rows[row].Range);

    /// <summary>The line of a refused row, without its end.</summary>
    public ReadOnlySpan<byte> Raw(in RefusedRow row) => Bytes.AsSpan(row.Start, row.Length);

    /// <summary>The fields of all accepted rows in a column.</summary>
    public ReadOnlySpan<Field> Column(int column) => _fields.AsSpan(column * MaxRows, Count);

    /// <summary>The text of a field of a text column; empty for null.</summary>
    public ReadOnlySpan<byte> Text(Field field) => Bytes.AsSpan(field.Value, field.Length);

    /// <summary>Removes the rows of the last use.</summary>
    public void Clear()
    {
        Count = 0;
        _refused.Clear();
    }

    /// <summary>Where the next accepted row puts the field of a column.</summary>
    public ref Field Next(int column) => ref _fields[(column * MaxRows) + Count];

    /// <summary>Accepts the row whose fields are in place.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="range">Its line without the end, in <see cref="Bytes"/>.</param>
    /// <param name="next">Where the next line begins in <see cref="Bytes"/>.</param>
    public void Accept(long line, Range range, int next) => _rows[Count++] = new(line, range, next);

    /// <summary>Refuses a row.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="range">Its line without the end, in <see cref="Bytes"/>.</param>
    /// <param name="next">Where the next line begins in <see cref="Bytes"/>.</param>
    /// <param name="fault">Why.</param>
    /// <param name="column">The column with the fault; null for the whole line.</param>
    public void Refuse(long line, Range range, int next, RowFault fault, int? column)
    {
        var length = Math.Min(range.End.Value - range.Start.Value, RowReader.MaxLineBytes);
        _refused.Add(new(line, EndOf(next), range.Start.Value, length, fault, column));
    }

    /// <summary>The last line of a file can lack its line feed, which the page has nevertheless.</summary>
    private long EndOf(int next) => Math.Min(Start + Dropped + next, End);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct RowLine(long Line, Range Range, int Next);
}

/// <summary>A field of an accepted row.</summary>
/// <param name="Value">Of a text column, where the text begins in <see cref="RowPage.Bytes"/>; of another column, the number.</param>
/// <param name="Length">Bytes of the text; 0 for null.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Field(int Value, int Length)
{
    /// <summary>Whether the field is empty.</summary>
    public bool IsNull => Length == 0;
}
