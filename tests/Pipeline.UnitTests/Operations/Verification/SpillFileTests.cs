using CsCheck;
using Pipeline.Operations.Verification;
using Pipeline.Streams.Columns;

namespace Pipeline.UnitTests.Operations.Verification;

public sealed class SpillFileTests
{
    [Fact]
    public void Records_come_back_in_their_bucket_and_in_their_order() =>
        Gen.Select(Gen.Int[0, 30_000], Gen.Int[0, 6]).Sample((count, power) =>
    {
        var buckets = 1 << power;
        using var spill = new SpillFile<long>(Path.GetTempPath(), buckets);
        for (long i = 0; i < count; i++)
            spill.Add(KeyHash.Mix((ulong)i), i);

        for (var bucket = 0; bucket < buckets; bucket++)
        {
            var expected = Enumerable.Range(0, count).Select(i => (long)i).Where(
                i => (KeyHash.Mix((ulong)i) & (ulong)(buckets - 1)) == (ulong)bucket);
            Assert.Equal(expected, spill.Read(bucket).SelectMany(chunk => chunk.ToArray()));
        }
    }, iter: 20);

    [Fact]
    public void Nothing_is_left_in_the_folder()
    {
        var folder = Directory.CreateTempSubdirectory("spill-");
        using (var spill = new SpillFile<long>(folder.FullName, 1))
        {
            for (var i = 0; i < 10_000; i++)
                spill.Add(0, i);
            Assert.Single(folder.GetFiles());
        }

        Assert.Empty(folder.GetFiles());
        folder.Delete();
    }
}
