using System.Globalization;
using Pipeline.Ads.Exploring;

namespace Pipeline.UnitTests.Ads;

public sealed class ExploreRunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Any_columns_are_shown_with_their_types_missing_values_and_first_rows()
    {
        var (exitCode, output) = Run(AdSample.Latin1("id,name,price\r\n1,\"a,b\",1.5\r\n22,,3\r\nbroken\r\n-3,c,\r\n"), rows: 100);
        Assert.Equal(0, exitCode);
        Assert.Contains(", not compressed, 3 columns, 4 rows", output, StringComparison.Ordinal);
        Assert.Contains("1 of these rows are broken", output, StringComparison.Ordinal);
        Assert.Contains("that the file lacks: click, hour, C1,", output, StringComparison.Ordinal);
        Assert.Matches("(?m)^id +id +whole +0 +1 +2  1\r?$", output);
        Assert.Matches("(?m)^name +– +text +1 +1 +3  a,b\r?$", output);
        Assert.Matches("(?m)^price +– +decimal +1 +1 +3  1.5\r?$", output);
        Assert.Contains("1,\"a,b\",1.5", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_a_large_file_the_number_of_rows_is_estimated(bool isCompressed)
    {
        var file = AdSample.Generated(50_000);
        var (_, output) = Run(isCompressed ? AdSample.Compressed(file) : file, rows: 10_000);
        var about = output.Split("first 10,000 rows of about ")[1].Split('\n')[0];
        Assert.InRange(long.Parse(about, NumberStyles.AllowThousands | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
            isCompressed ? 30_000 : 49_000, isCompressed ? 70_000 : 51_000);
        Assert.Contains(isCompressed ? ", gzip, " : ", not compressed, ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_shown_and_changes_the_exit_code()
    {
        var whole = AdSample.Compressed(AdSample.Generated(50_000));
        var (exitCode, output) = Run(whole[..(whole.Length / 2)], rows: 1_000_000);
        Assert.Equal(1, exitCode);
        Assert.Contains("24 columns, ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private (int ExitCode, string Output) Run(byte[] file, long rows)
    {
        var path = Path.Combine(_folder.Path, "file.csv");
        File.WriteAllBytes(path, file);
        var output = new StringWriter(CultureInfo.InvariantCulture);
        return (new ExploreRun(path, rows, output).Run(Token), output.ToString());
    }
}
