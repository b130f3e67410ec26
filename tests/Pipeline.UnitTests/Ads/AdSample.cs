using System.Globalization;
using System.IO.Compression;
using System.Text;
using Pipeline.Ads.Generating;
using Pipeline.Ads.Output;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

/// <summary>A row as the reader gave it. Texts are Latin-1, so that each character is a byte.</summary>
/// <param name="Line">Number of its line.</param>
/// <param name="End">Offset behind it.</param>
/// <param name="Raw">Its line.</param>
/// <param name="Fields">Its fields by column, numbers as they are printed; of a refused row none.</param>
/// <param name="Fault">Why it is refused.</param>
/// <param name="Reason">The reason with the column; empty for an accepted row.</param>
internal sealed record ReadRow(long Line, long End, string Raw, string[] Fields, RowFault Fault, string Reason)
{
    public bool IsAccepted => Fault == RowFault.None;
}

/// <summary>Files of the data set for tests.</summary>
internal static class AdSample
{
    /// <summary>The first row of Avazu's training set.</summary>
    public const string Row = "1000009418151094273,0,14102100,1005,0,1fbe01fe,f3845767,28905ebd,ecad2386,7801e8d9,07d7df22,a99f214a,"
        + "ddd2926e,44956a24,1,2,15706,320,50,1722,0,35,-1,79";

    public static string Header => AdHeader.Text;

    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>The row with another id.</summary>
    public static string WithId(string id) => id + Row[Row.IndexOf(',')..];

    /// <summary>Rows of a seed, with the header.</summary>
    public static byte[] Generated(int rows, long seed = 42)
    {
        var writer = new RowWriter(seed, rows);
        var row = new byte[RowWriter.MaxBytes];
        using var file = new MemoryStream();
        file.Write(Encoding.UTF8.GetBytes(Header + "\n"));
        for (var i = 0; i < rows; i++)
            file.Write(row.AsSpan(0, writer.Write(row, out _)));
        return file.ToArray();
    }

    public static byte[] Compressed(ReadOnlySpan<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    public static FileProgress Silent => new(TextWriter.Null, isTerminal: false, TimeProvider.System);

    /// <summary>All rows of a file in their order, and what ended it too early.</summary>
    public static async Task<(List<ReadRow> Rows, string? Failure)> ReadAsync(string path, (long Offset, long Line)? from = null)
    {
        using var reader = RowReader.Open(path);
        if (from is { } start)
            reader.Continue(start.Offset, start.Line);
        var rows = new List<ReadRow>();
        await foreach (var page in reader.ReadAsync(Token))
        {
            for (var row = 0; row < page.Count; row++)
            {
                var fields = Enumerable.Range(0, AdColumns.Count).Select(column => Text(page, column, row)).ToArray();
                rows.Add(new(page.Line(row), page.RowEnd(row), Encoding.Latin1.GetString(page.Raw(row)), fields, RowFault.None, ""));
            }

            rows.AddRange(page.Refused.Select(r =>
                new ReadRow(r.Line, r.End, Encoding.Latin1.GetString(page.Raw(r)), [], r.Fault, r.Reason)));
        }

        return ([.. rows.OrderBy(static r => r.Line)], reader.Failure);
    }

    private static string Text(RowPage page, int column, int row)
    {
        var field = page.Column(column)[row];
        return AdColumns.All[column].IsText ? Encoding.Latin1.GetString(page.Text(field))
            : field.IsNull ? "" : field.Value.ToString(CultureInfo.InvariantCulture);
    }
}
