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
            Assert.Equal(CsvReport.Text(SampleReport.Ok), File.ReadAllText(csv));
            Assert.Equal(HtmlPage.Text(SampleReport.Ok), File.ReadAllText(html));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_environment_names_machine_and_build_but_neither_host_nor_user()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2031, 2, 3, 23, 5, 0, TimeSpan.FromHours(-2)));
        var entries = MachineEnvironment.Entries(time).ToDictionary(static e => e.Name, static e => e.Value);
        Assert.Equal(["cores", "processor", "memory", "disk", "system", ".NET", "commit", "date"], entries.Keys);
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
    public void The_commit_follows_the_plus_of_the_version(string? version, string commit) =>
        Assert.Equal(commit, MachineEnvironment.Commit(version));

    [Theory]
    [InlineData("processor\t: 0\nmodel name\t: Some CPU @ 3.0 GHz: X\n\nmodel name\t: Another", "Some CPU @ 3.0 GHz: X")]
    [InlineData("processor\t: 0\nBogoMIPS\t: 50.00", "unknown")]
    [InlineData("", "unknown")]
    public void The_processor_is_the_first_model_name(string cpuInfo, string name) =>
        Assert.Equal(name, MachineEnvironment.Processor(cpuInfo.Split('\n')));

    [Theory]
    [InlineData("/home/me/work", "xfs", "8:3")]
    [InlineData("/home", "xfs", "8:3")]
    [InlineData("/homework", "overlay", "0:30")]
    public void The_mount_of_a_folder_is_the_longest_that_contains_it(string folder, string fileSystem, string device) => Assert.Equal(
        (fileSystem, device),
        MachineEnvironment.Mount(folder,
        [
            "20 1 8:1 / / rw - ext4 /dev/sda1 rw",
            "21 1 0:30 / / rw shared:1 master:2 - overlay overlay rw",
            "22 20 8:3 / /home rw,relatime shared:3 - xfs /dev/sda3 rw",
            "not a mount",
        ]));
}
