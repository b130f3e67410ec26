namespace Pipeline.Ads.Rows;

/// <summary>What the field of a column must be.</summary>
internal enum AdColumnKind
{
    /// <summary>1 to 20 decimal digits. Kept as text: the numbers exceed 64 bits.</summary>
    Id,

    /// <summary>0 or 1.</summary>
    Click,

    /// <summary>An hour in UTC as YYMMDDHH, see <see cref="AdHour"/>.</summary>
    Hour,

    /// <summary>A whole number of 32 bits, or empty.</summary>
    Number,

    /// <summary>UTF-8 of at most <see cref="AdColumns.MaxTextBytes"/> bytes, or empty.</summary>
    Text,
}

/// <summary>A column of the data set.</summary>
/// <param name="Name">Its name in the header of a file.</param>
/// <param name="Kind">What its fields must be.</param>
internal sealed record AdColumn(string Name, AdColumnKind Kind)
{
    /// <summary>Whether a field can be empty.</summary>
    public bool IsNullable => Kind is AdColumnKind.Number or AdColumnKind.Text;

    /// <summary>Whether a field is kept as text.</summary>
    public bool IsText => Kind is AdColumnKind.Id or AdColumnKind.Text;
}

/// <summary>The 24 columns of the data set, in the order of its files. The constants are indexes of <see cref="All"/>.</summary>
internal static class AdColumns
{
    /// <summary>Number of columns.</summary>
    public const int Count = 24;

    /// <summary>Largest text. Values of the data set have 8 characters.</summary>
    public const int MaxTextBytes = 256;

    public const int Id = 0;
    public const int Click = 1;
    public const int Hour = 2;
    public const int BannerPosition = 4;
    public const int SiteCategory = 7;
    public const int DeviceType = 14;

    public static IReadOnlyList<AdColumn> All { get; } =
    [
        new("id", AdColumnKind.Id), new("click", AdColumnKind.Click), new("hour", AdColumnKind.Hour),
        Number("C1"), Number("banner_pos"),
        Text("site_id"), Text("site_domain"), Text("site_category"),
        Text("app_id"), Text("app_domain"), Text("app_category"),
        Text("device_id"), Text("device_ip"), Text("device_model"), Number("device_type"), Number("device_conn_type"),
        Number("C14"), Number("C15"), Number("C16"), Number("C17"), Number("C18"), Number("C19"), Number("C20"), Number("C21"),
    ];

    private static AdColumn Number(string name) => new(name, AdColumnKind.Number);

    private static AdColumn Text(string name) => new(name, AdColumnKind.Text);
}
