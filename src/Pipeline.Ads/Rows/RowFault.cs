namespace Pipeline.Ads.Rows;

/// <summary>Why a row is refused. The first fault of a row counts.</summary>
internal enum RowFault
{
    /// <summary>The row is accepted.</summary>
    None,

    /// <summary>A line without a character.</summary>
    EmptyLine,

    /// <summary>A line of more than <see cref="RowReader.MaxLineBytes"/> bytes.</summary>
    LineTooLong,

    /// <summary>A byte that is not UTF-8.</summary>
    NotUtf8,

    /// <summary>U+0000, which PostgreSQL cannot store.</summary>
    NulCharacter,

    /// <summary>A quoted field without an end on its line. A row is one line: see <see cref="RowReader"/>.</summary>
    UnclosedQuote,

    /// <summary>A character between the end of a quoted field and the comma.</summary>
    TextAfterQuote,

    /// <summary>More or fewer fields than columns.</summary>
    FieldCount,

    /// <summary>The header again, as in files that were joined.</summary>
    RepeatedHeader,

    /// <summary>An empty id.</summary>
    MissingId,

    /// <summary>An id that is not 1 to 20 digits, such as 1.00000371904215E+19.</summary>
    InvalidId,

    /// <summary>An empty field of a column that needs a value.</summary>
    MissingValue,

    /// <summary>A field that is not a whole number.</summary>
    NotANumber,

    /// <summary>A number beyond 32 bits, or a click other than 0 and 1.</summary>
    OutOfRange,

    /// <summary>An hour that is not YYMMDDHH or not in the calendar.</summary>
    InvalidHour,

    /// <summary>A text of more than <see cref="AdColumns.MaxTextBytes"/> bytes.</summary>
    TextTooLong,
}

/// <summary>Names of the faults.</summary>
internal static class RowFaults
{
    private static readonly string[] Names =
        Array.ConvertAll(Enum.GetNames<RowFault>(), JsonNamingPolicy.SnakeCaseLower.ConvertName);

    /// <summary>The name in messages, statistics and truth files: field_count.</summary>
    public static string Name(this RowFault fault) => Names[(int)fault];
}

/// <summary>A row that is not accepted.</summary>
/// <param name="Line">Its number in the file; the header has 1.</param>
/// <param name="End">Offset of the byte after its line feed, in the uncompressed file.</param>
/// <param name="Start">Where its line begins in <see cref="RowPage.Bytes"/>.</param>
/// <param name="Length">Bytes of the line, without its end; of a line that is too long, those that are kept.</param>
/// <param name="Fault">Why it is refused.</param>
/// <param name="Column">The column with the fault, an index of <see cref="AdColumns.All"/>; null if the fault is in the whole line.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RefusedRow(long Line, long End, int Start, int Length, RowFault Fault, int? Column)
{
    /// <summary>The reason for people and dead letters: not_a_number (C14).</summary>
    public string Reason => Column is { } column ? $"{Fault.Name()} ({AdColumns.All[column].Name})" : Fault.Name();
}
