using System.Text;
using System.Text.Json;
using Pipeline.Music.Catalogue;
using Pipeline.Music.Output;
using Pipeline.UnitTests.Simulation;

namespace Pipeline.UnitTests.Music;

public sealed class CatalogueTests
{
    private static readonly MusicCatalogue Catalogue = MusicSample.Catalogue;

    [Fact]
    public void There_are_10558_artists_in_four_tiers_and_about_800000_tracks()
    {
        Assert.Equal(10_558, Catalogue.ArtistCount);
        Assert.InRange(Catalogue.TrackCount, 784_000, 816_000);
        var tiers = Enumerable.Range(0, Catalogue.ArtistCount).CountBy(Catalogue.TierOf).ToDictionary();
        Assert.Equal((58, 500, 3_000, 7_000), (tiers[Tier.Mega], tiers[Tier.Top], tiers[Tier.Known], tiers[Tier.Indie]));
    }

    [Fact]
    public void Names_of_artists_are_distinct_and_Korean_or_English()
    {
        var names = Enumerable.Range(0, Catalogue.ArtistCount).Select(a => Encoding.UTF8.GetString(Catalogue.NameOf(a))).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        var korean = names.Count(static n => n.Any(static c => c is >= '가' and <= '힣'));
        Assert.InRange(korean, names.Count * 40 / 100, names.Count * 65 / 100);
        Assert.All(names, static n => Assert.Equal(n.Trim(), n));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(10_557)]
    public void Titles_of_an_artist_are_distinct(int artist)
    {
        var titles = Enumerable.Range(Catalogue.FirstTrackOf(artist), Catalogue.TracksOf(artist)).Select(Title).ToList();

        Assert.Equal(titles.Count, titles.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_name_needs_escaping_in_JSON_or_is_longer_than_its_buffer()
    {
        var file = NameFile.Read();
        Assert.All([file.Artists.Korean, file.Artists.English, file.Songs.Korean, file.Songs.English], static parts =>
        {
            Assert.All(
                parts.First.Concat(parts.Middle).Concat(parts.Last),
                static part => Assert.DoesNotContain(part, static c => c is '"' or '\\' or < ' '));
            var longest = new[] { parts.First, parts.Middle, parts.Last }.Sum(static p => p.Max(Encoding.UTF8.GetByteCount));
            Assert.InRange(longest, 1, NamePool.MaxLength);
        });
    }

    [Fact]
    public void Popularity_plays_and_likes_fall_with_the_rank_of_artist_and_song()
    {
        double Plays(Range artists) => Enumerable.Range(0, Catalogue.ArtistCount).Take(artists)
            .Average(a => (double)Catalogue.PlaysOf(Catalogue.FirstTrackOf(a)));

        Assert.True(Plays(..58) > 5 * Plays(58..558));
        Assert.True(Plays(58..558) > 3 * Plays(558..3558));
        Assert.All(Enumerable.Range(0, Catalogue.ArtistCount), static artist =>
        {
            var (first, last) = (Catalogue.FirstTrackOf(artist), Catalogue.FirstTrackOf(artist) + Catalogue.TracksOf(artist) - 1);
            Assert.True(Catalogue.PlaysOf(first) > Catalogue.PlaysOf(last));
            Assert.InRange(Catalogue.LikesOf(first), 0u, Catalogue.PlaysOf(first) / 10);
            Assert.InRange(Catalogue.PopularityOf(first), 0, 100);
            Assert.InRange(Catalogue.YearOf(first), 1950, 2026);
            Assert.InRange(Catalogue.LengthOf(first), 120_000, 700_000);
        });
    }

    [Fact]
    public void Generating_the_catalogue_allocates_at_most_40_MB()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var catalogue = new MusicCatalogue(new(7));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The allocated bytes, including names and random generators, are an upper bound of the memory that the catalogue holds.
        Assert.InRange(allocated, catalogue.TrackCount * 10L, 40_000_000);
    }

    [Fact]
    public void Same_seed_exports_the_same_bytes_and_gz_unpacks_to_them()
    {
        using var folder = new ScratchFolder();
        string Export(long seed, string name)
        {
            var path = Path.Combine(folder.Path, name);
            CatalogueExport.Write(seed, path, Token);
            return path;
        }

        var plain = File.ReadAllBytes(Export(MusicSample.Seed, "a.jsonl"));
        var unpacked = LineFileTests.Unpacked(Export(MusicSample.Seed, "a.jsonl.gz"));

        Assert.True(plain.AsSpan().SequenceEqual(unpacked));
        Assert.False(plain.AsSpan().SequenceEqual(File.ReadAllBytes(Export(43, "b.jsonl"))));
        Assert.Equal(Catalogue.TrackCount, plain.AsSpan().Count((byte)'\n'));
        var first = JsonElement.Parse(plain.AsSpan(0, plain.AsSpan().IndexOf((byte)'\n')));
        Assert.Equal("mega", first.GetProperty("artist_tier").GetString());
        Assert.Equal(Title(0), first.GetProperty("song").GetString());
    }

    private static string Title(int track)
    {
        Span<byte> title = stackalloc byte[NamePool.MaxLength];
        return Encoding.UTF8.GetString(title[..Catalogue.WriteTitle(track, title)]);
    }
}
