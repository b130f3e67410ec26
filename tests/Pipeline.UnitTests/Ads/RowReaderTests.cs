using Pipeline.Ads.Generating;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

public sealed class RowReaderTests : IDisposable
{
    private const string Ones = "1,0,14102100,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1";

    private readonly ScratchFolder _folder = new();

    public static TheoryData<string> Kinds => [.. RowDirt.All.Select(static d => d.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_broken_row_is_refused_with_its_reason_and_the_rows_around_it_are_accepted(string kind)
    {
        var dirt = RowDirt.All.Single(d => d.Kind == kind);
        byte[] broken = dirt.Break(AdSample.Row.Split(','));
        var rows = await ReadAsync([
            .. AdSample.Latin1($"{AdSample.Header}\n{AdSample.WithId("1")}\n"), .. broken,
            .. AdSample.Latin1($"\n{AdSample.WithId("3")}\n"),
        ]);

        Assert.Equal([2, 3, 4], rows.Select(static r => r.Line));
        Assert.Equal([RowFault.None, dirt.Fault, RowFault.None], rows.Select(static r => r.Fault));
        Assert.Equal(("1", "3"), (rows[0].Fields[AdColumns.Id], rows[2].Fields[AdColumns.Id]));
        Assert.Equal(AdSample.Latin1(rows[1].Raw), broken[..Math.Min(broken.Length, RowReader.MaxLineBytes)]);
        Assert.Equal(AdSample.Header.Length + 1 + AdSample.WithId("1").Length + 1 + broken.Length + 1, rows[1].End);
    }

    [Fact]
    public void Every_fault_occurs_and_its_name_is_in_snake_case()
    {
        Assert.Equal(Enum.GetValues<RowFault>(), RowDirt.All.Select(static d => d.Fault).Distinct().Order());
        Assert.Equal(
            ["none", "empty_line", "line_too_long", "not_utf8", "nul_character", "unclosed_quote", "text_after_quote", "field_count",
             "repeated_header", "missing_id", "invalid_id", "missing_value", "not_a_number", "out_of_range", "invalid_hour",
             "text_too_long"],
            Enum.GetValues<RowFault>().Select(RowFaults.Name));
    }

    [Theory]
    [InlineData("1,0,14102100,,,,,,,,,,,,,,,,,,,,,", "")]
    [InlineData("99999999999999999999,1,99123123,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "")]
    [InlineData("0,1,00022900,-2147483648,2147483647,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "")]
    [InlineData("1,0,14102100,2147483648,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "out_of_range (C1)")]
    [InlineData("1,0,14102100,-2147483649,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "out_of_range (C1)")]
    [InlineData("1,0,14102100,-,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "not_a_number (C1)")]
    [InlineData("1,0,14102100,99999999999x,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "not_a_number (C1)")]
    [InlineData("1,-1,14102100,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "out_of_range (click)")]
    [InlineData("1,0,01022900,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "invalid_hour (hour)")]
    [InlineData("1,0,14100023,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "invalid_hour (hour)")]
    [InlineData("1,0,14000123,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1", "invalid_hour (hour)")]
    public async Task Values_at_the_bounds_are_told_from_those_beyond(string row, string reason)
    {
        var read = Assert.Single(await ReadAsync(AdSample.Latin1($"{AdSample.Header}\n{row}\n")));
        Assert.Equal(reason, read.Reason);
        if (read.IsAccepted)
            Assert.Equal(row.Split(',').Select(static f => f == "00022900" ? "22900" : f), read.Fields);
    }

    [Fact]
    public async Task Quoted_fields_lose_their_quotes_and_keep_commas()
    {
        var row = "\"1\",\"0\",14102100,\"1005\",0,\"a,b\",\"say \"\"hi\"\"\",\"\",\"\"\"\",x\"y,a,a,a,a,1,1,1,1,1,1,1,1,1,\"79\"";
        var read = Assert.Single(await ReadAsync(AdSample.Latin1($"{AdSample.Header}\r\n{row}\r\n")));
        Assert.Equal(["a,b", "say \"hi\"", "", "\"", "x\"y"], read.Fields[5..10]);
        Assert.Equal(("1", "0", "1005", "79"), (read.Fields[0], read.Fields[1], read.Fields[3], read.Fields[23]));
        Assert.Equal(row, read.Raw);
    }

    [Theory]
    [InlineData("\n", "", "")]
    [InlineData("\r\n", "", "")]
    [InlineData("\n", "\uFEFF", "")]
    [InlineData("\r\n", "\uFEFF", "\r\n")]
    [InlineData("\n", "", "\n")]
    public async Task Line_ends_byte_order_mark_and_the_last_line_feed_do_not_matter(string lineEnd, string mark, string last)
    {
        var text = $"{mark}{AdSample.Header}{lineEnd}{AdSample.WithId("1")}{lineEnd}{AdSample.WithId("2")}{last}";
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var rows = await ReadAsync(bytes);
        Assert.Equal(["1", "2"], rows.Select(static r => r.Fields[0]));
        Assert.Equal([AdSample.WithId("1"), AdSample.WithId("2")], rows.Select(static r => r.Raw));
        Assert.Equal(bytes.Length, rows[^1].End);
    }

    [Fact]
    public async Task An_open_quote_on_line_2_does_not_swallow_the_rest_of_the_file()
    {
        var rows = await ReadAsync([
            .. AdSample.Latin1($"{AdSample.Header}\n\"{AdSample.Row}\n"), .. AdSample.Generated(5_000)[(AdSample.Header.Length + 1)..],
        ]);
        Assert.Equal("unclosed_quote", rows[0].Reason);
        Assert.Equal(5_001, rows.Count);
        Assert.All(rows[1..], static r => Assert.True(r.IsAccepted));
    }

    [Fact]
    public async Task Columns_are_found_by_their_names()
    {
        string[] names = [.. AdSample.Header.Split(',').Reverse()];
        var row = string.Join(',', AdSample.Row.Split(',').Reverse());
        var read = Assert.Single(await ReadAsync(AdSample.Latin1($"\"{string.Join("\",\"", names)}\"\n{row}\n")));
        Assert.Equal(AdSample.Row.Split(','), read.Fields);
    }

    [Theory]
    [InlineData(RowReader.MaxLineBytes - 60)]
    [InlineData(RowReader.MaxLineBytes)]
    [InlineData(RowPage.Capacity - 1)]
    [InlineData(RowPage.Capacity)]
    [InlineData((2 * RowPage.Capacity) + 7)]
    [InlineData(10 << 20)]
    public async Task A_long_line_is_one_refused_row_of_which_the_beginning_is_kept(int length)
    {
        var line = new string('x', length);
        var rows = await ReadAsync(AdSample.Latin1($"{AdSample.Header}\n{Ones}\n{line}\n{AdSample.Row}\n{line}"));
        Assert.Equal(4, rows.Count);
        var expected = length > RowReader.MaxLineBytes ? RowFault.LineTooLong : RowFault.FieldCount;
        Assert.Equal([RowFault.None, expected, RowFault.None, expected], rows.Select(static r => r.Fault));
        Assert.Equal(Math.Min(length, RowReader.MaxLineBytes), rows[1].Raw.Length);
        var first = AdSample.Header.Length + Ones.Length + 2;
        Assert.Equal([first, first + length + 1, first + length + AdSample.Row.Length + 2L, first + (2 * length) + AdSample.Row.Length + 2],
            rows.Select(static r => r.End));
        Assert.Equal([2, 3, 4, 5], rows.Select(static r => r.Line));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<List<ReadRow>> ReadAsync(byte[] bytes)
    {
        var path = Path.Combine(_folder.Path, "rows.csv");
        await File.WriteAllBytesAsync(path, bytes, Token);
        var (rows, failure) = await AdSample.ReadAsync(path);
        Assert.Null(failure);
        return rows;
    }
}
