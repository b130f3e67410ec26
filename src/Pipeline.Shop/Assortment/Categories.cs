namespace Pipeline.Shop.Assortment;

/// <summary>The categories of the shop with their goods, from categories.json. Edit that file to change them.</summary>
internal static class Categories
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Names of all categories.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(static c => c.Name)];

    public static IReadOnlyList<Category> All { get; } = Read();

    private static Category[] Read()
    {
        using var json = typeof(Categories).Assembly.GetManifestResourceStream("categories.json")!;
        return JsonSerializer.Deserialize<Category[]>(json, Format)!;
    }
}
