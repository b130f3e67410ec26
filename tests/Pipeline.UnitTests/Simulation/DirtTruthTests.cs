using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Simulation;

public sealed class DirtTruthTests : IDisposable
{
    private static readonly DirtRates Rates = new(new Dictionary<DirtKind, double> { [DirtKind.Stale] = 1, [DirtKind.Poison] = 0.5 });

    private readonly string _folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

    private string FilePath => Path.Combine(_folder, "reports", "dirt.json");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Without_a_file_there_is_no_truth() => Assert.Null(DirtTruth.Read(FilePath));

    [Fact]
    public void It_is_there_from_the_beginning_with_seed_and_settings()
    {
        using var file = Open();
        var truth = DirtTruth.Read(FilePath)!;
        Assert.Equal((42, "stale:1,poison:0.5", 0), (truth.Seed, truth.Settings, truth.Events));
        Assert.Empty(truth.Dirt);
        Assert.Equal(
            """{"seed":42,"settings":"stale:1,poison:0.5","events":0,"dirt":{}}""",
            string.Concat(File.ReadAllText(FilePath).Where(static c => !char.IsWhiteSpace(c))));
    }

    [Fact]
    public void A_process_that_comes_back_goes_on_with_its_counts()
    {
        using (var file = Open())
            file.Add(10, [("orders", "stale"), ("orders", "stale"), ("users", "poison")]);
        using (var file = Open())
            file.Add(5, [("orders", "stale")]);
        var truth = DirtTruth.Read(FilePath)!;
        Assert.Equal((15, 3, 1), (truth.Events, truth.Dirt["orders"]["stale"], truth.Dirt["users"]["poison"]));
        Assert.False(File.Exists(Path.Combine(_folder, "reports", "dirt-2.json")));
    }

    [Fact]
    public void Processes_at_the_same_time_have_files_of_their_own_and_are_read_as_one()
    {
        using var first = Open();
        using var second = Open();
        first.Add(10, [("orders", "stale")]);
        second.Add(1, [("orders", "stale"), ("orders", "poison"), ("users", "poison")]);
        var truth = DirtTruth.Read(FilePath)!;
        Assert.Equal(
            (11, 2, 1, 1), (truth.Events, truth.Dirt["orders"]["stale"], truth.Dirt["orders"]["poison"], truth.Dirt["users"]["poison"]));
    }

    [Fact]
    public void Forgotten_is_what_all_of_them_counted()
    {
        using (var first = Open())
        using (var second = Open())
            second.Add(1, [("orders", "stale")]);
        DirtTruthFile.Forget(FilePath);
        Assert.Null(DirtTruth.Read(FilePath));
    }

    [Fact]
    public void A_file_of_another_content_is_refused_with_a_sentence_and_left_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, "notes of mine");
        var refused = Assert.Throws<StartupRefusedException>(Open);
        Assert.StartsWith($"DIRT_TRUTH={FilePath} is not a file with counts of dirt", refused.Message, StringComparison.Ordinal);
        Assert.Equal("notes of mine", File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_refused_with_a_sentence()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "reports"), "a file where the folder should be");
        Assert.StartsWith(
            $"DIRT_TRUTH={FilePath} cannot be written: ", Assert.Throws<StartupRefusedException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_that_could_not_be_written_are_written_with_the_next()
    {
        using var file = Open();
        Directory.CreateDirectory(FilePath + ".tmp"); // Where the new file would be made.
        Assert.StartsWith(FilePath, file.Add(3, [("orders", "stale")]), StringComparison.Ordinal);
        Assert.Equal(0, DirtTruth.Read(FilePath)!.Events);
        Directory.Delete(FilePath + ".tmp");
        Assert.Null(file.Add(4, [("orders", "stale")]));
        var truth = DirtTruth.Read(FilePath)!;
        Assert.Equal((7, 2), (truth.Events, truth.Dirt["orders"]["stale"]));
    }

    private DirtTruthFile Open() => DirtTruthFile.Open(FilePath, 42, Rates);
}
