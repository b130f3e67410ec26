namespace Pipeline.Shop.Generation;

/// <summary>
/// Collects texts of Bogus's Korean locale into arrays once. A call into Bogus costs microseconds and takes a lock; an array index
/// does neither.
/// Used: family names and neighbourhoods. Rejected, because the ko data does not fit a shop: given names (21, without gender),
/// cities (places that do not exist, such as 용산시), e-mail names (empty, because Hangul is dropped), lorem (text of the constitution)
/// and commerce (not translated).
/// </summary>
internal static class BogusTexts
{
    /// <summary>Enough draws to collect some dozens of texts. A text that is never drawn is missing, which does no harm.</summary>
    private const int Draws = 1500;

    /// <summary>Family names, for example 김.</summary>
    public static string[] FamilyNames(SeededRandom random) => Collect(random, static faker => faker.Name.LastName());

    /// <summary>Urban neighbourhoods, for example 신정동. Villages (읍, 면) are skipped, because the districts are urban.</summary>
    public static string[] Neighbourhoods(SeededRandom random) =>
        [.. Collect(random, static faker => faker.Address.StreetName()).Where(static name => name.Length > 2 && name.EndsWith('동'))];

    private static string[] Collect(SeededRandom random, Func<Faker, string> draw)
    {
        var faker = new Faker("ko") { Random = new Randomizer((int)random.Bits()) };
        // Sorted, so that the array does not depend on the order in which Bogus returns texts.
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Draws; i++)
            texts.Add(draw(faker));
        return [.. texts];
    }
}
