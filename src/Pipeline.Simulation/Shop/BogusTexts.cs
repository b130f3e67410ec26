using Bogus;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// Collects what Bogus's Korean locale knows, once, into pools that are picked from afterwards: a call into Bogus costs
/// microseconds and takes a lock, an index into an array neither.
/// Taken from it are family names and neighbourhoods. Not taken, because its ko data do not fit a shop: given names
/// (21, the same for men and women), cities (stems and suffixes mixed into places that do not exist, 용산시), e-mail names
/// (empty: the Hangul is dropped), lorem (the constitution), commerce (not translated).
/// </summary>
internal static class BogusTexts
{
    /// <summary>Enough draws to meet each of some dozens of texts; a missed one would only be a rarer name less.</summary>
    private const int Draws = 1500;

    /// <summary>Family names, for example 김.</summary>
    public static string[] FamilyNames(SeededRandom random) => Collect(random, static faker => faker.Name.LastName());

    /// <summary>Neighbourhoods of towns, for example 신정동; the villages (읍, 면) are left out, the districts here are urban.</summary>
    public static string[] Neighbourhoods(SeededRandom random) =>
        [.. Collect(random, static faker => faker.Address.StreetName()).Where(static name => name.Length > 2 && name.EndsWith('동'))];

    private static string[] Collect(SeededRandom random, Func<Faker, string> draw)
    {
        var faker = new Faker("ko") { Random = new Randomizer((int)random.Bits()) };
        // Sorted, so that the pool does not depend on the order in which Bogus came up with its texts.
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Draws; i++)
            texts.Add(draw(faker));
        return [.. texts];
    }
}
