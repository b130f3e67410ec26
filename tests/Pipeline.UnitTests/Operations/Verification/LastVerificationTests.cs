using Pipeline.Operations.Verification;
using Pipeline.Streams.Telemetry;
using Pipeline.UnitTests.Operations.Status;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Operations.Verification;

public sealed class LastVerificationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string FilePath => Path.Combine(_folder, "verification.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_one_process_keeps_another_finds_once_and_measures()
    {
        using var measured = new Measurements(Instruments.VerificationOk.Name);
        var watcher = new LastVerification(FilePath);
        Assert.Null(watcher.Poll());
        var kept = new EndedVerification(Seen.Noon, Report(new Finding(FindingKind.Lost, "orders", "gone", 2, ["a", "b"])));
        new LastVerification(FilePath).Save(kept);

        var found = watcher.Poll()!;
        Assert.Equal((kept.EndedAt, false, 7L), (found.EndedAt, found.Report.Ok, found.Report.Rows[0].Rows));
        Assert.Equal(kept.Report.Findings[0].ToString(), Assert.Single(found.Report.Findings).ToString());
        Assert.Equal([(0, "")], measured.All);
        Assert.Null(watcher.Poll());
        Assert.Equal(FilePath, Assert.Single(Directory.GetFiles(_folder)));
    }

    [Fact]
    public void File_of_something_else_is_no_verification()
    {
        File.WriteAllText(FilePath, "{\"endedAt\":");
        Assert.Null(new LastVerification(FilePath).Poll());
    }

    private static VerificationReport Report(params Finding[] findings) =>
        new() { Rows = [new("users", 7)], Lost = 2, Duplicated = 0, Dead = 0, Findings = findings };
}
