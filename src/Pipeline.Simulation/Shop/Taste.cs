using System.Collections.Frozen;

namespace Pipeline.Simulation.Shop;

/// <summary>Who likes what: the leanings of gender and age that <see cref="Categories"/> gives each category.</summary>
internal static class Taste
{
    private const int YoungUntil = 39;

    private static readonly FrozenDictionary<string, Category> ByName = Categories.All.ToFrozenDictionary(static c => c.Name);

    /// <summary>
    /// How willing the customer is to take something of the category: 1 for those who like it best, less for the others.
    /// A leaning of 2 makes the others half as willing.
    /// </summary>
    public static double Willingness(UserProfile profile, string categoryName) => ByName.TryGetValue(categoryName, out var category)
        ? Leaning(category.Women, profile.Gender == Gender.Female) * Leaning(category.Young, profile.Age <= YoungUntil)
        : 1;

    private static double Leaning(double factor, bool favoured) => Math.Min(1, favoured ? factor : 1 / factor);
}
