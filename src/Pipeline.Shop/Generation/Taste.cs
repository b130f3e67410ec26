using Pipeline.Shop.Assortment;

namespace Pipeline.Shop.Generation;

/// <summary>Preferences by gender and age, from the factors in <see cref="Categories"/>.</summary>
internal static class Taste
{
    private const int YoungUntil = 39;

    private static readonly FrozenDictionary<string, Category> ByName = Categories.All.ToFrozenDictionary(static c => c.Name);

    /// <summary>
    /// The probability, above 0 up to 1, that the user accepts a product of the category. 1 for the group that prefers it most; a
    /// factor of 2 halves it for the others. 1 for an unknown category.
    /// </summary>
    public static double AcceptProbability(UserProfile profile, string categoryName) => ByName.TryGetValue(categoryName, out var category)
        ? Preference(category.Women, profile.Gender == Gender.Female) * Preference(category.Young, profile.Age <= YoungUntil)
        : 1;

    private static double Preference(double factor, bool preferred) => Math.Min(1, preferred ? factor : 1 / factor);
}
