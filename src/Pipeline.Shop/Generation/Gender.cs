namespace Pipeline.Shop.Generation;

/// <summary>The two codes of the field gender.</summary>
internal static class Gender
{
    public const string Male = "M";
    public const string Female = "F";
}
