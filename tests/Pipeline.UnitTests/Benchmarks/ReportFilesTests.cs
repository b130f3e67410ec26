using System.Globalization;
using Benchmarks.Reporting;
using Microsoft.Extensions.Time.Testing;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class ReportFilesTests
{
    [Fact]
    public void Both_files_are_written_over_those_of_an_earlier_run()
    {
        var root = Directory.CreateTempSubdirectory("reports-");
        try
        {
            var folder = new DirectoryInfo(Path.Combine(root.FullName, "new", "folder"));
            ReportFiles.Write(SampleReport.Failed, folder);
            var (csv, html) = ReportFiles.Write(SampleReport.Ok, folder);
            Assert.Equal([csv, html], folder.GetFiles().Select(static f => f.FullName).Order(StringComparer.Ordinal));
            Assert.Equal(
                (CsvReport.Text(SampleReport.Ok), HtmlPage.Text(SampleReport.Ok)), (File.ReadAllText(csv), File.ReadAllText(html)));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_card_has_the_machine_and_the_build_and_nothing_of_whose_they_are()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2031, 2, 3, 23, 5, 0, TimeSpan.FromHours(-2)));
        var entries = HostCard.Entries(time).ToDictionary(static e => e.Name, static e => e.Value);
        Assert.Equal(["cores", "memory", "system", ".NET", "commit", "date"], entries.Keys);
        Assert.Equal(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), entries["cores"]);
        Assert.Equal("2031-02-04 01:05 UTC", entries["date"]);
        Assert.Matches("^[0-9]+\\.[0-9] GiB$", entries["memory"]);
    }

    [Theory]
    [InlineData("1.0.0+0123456789abcdef0123456789abcdef01234567", "0123456789ab")]
    [InlineData("1.0.0+abc", "abc")]
    [InlineData("1.0.0+", "unknown")]
    [InlineData("1.0.0", "unknown")]
    [InlineData(null, "unknown")]
    public void The_commit_is_behind_the_plus_of_the_version(string? version, string commit) =>
        Assert.Equal(commit, HostCard.Commit(version));
}
