namespace Pipeline.Ads.Generating;

/// <summary>
/// The values of the other columns, as UTF-8. Sites, apps and adverts follow Zipf's law; the numbers of their values are those of the
/// data set, and so are the values that stand for none. Everything else about a value follows from its rank.
/// </summary>
internal static class Vocabulary
{
    /// <summary>Share of the rows on a site; the others are in an app.</summary>
    public const double SiteShare = 0.64;

    /// <summary>Share of the rows without a device id, and their value.</summary>
    public const double NoDeviceShare = 0.82;

    /// <summary>Share of the rows whose C20 is −1.</summary>
    public const double NoC20Share = 0.47;

    /// <summary>Numbers of devices and addresses.</summary>
    public const int Devices = 2_600_000;
    public const int Addresses = 6_700_000;

    /// <summary>Steepness of their popularity: a single device has few rows.</summary>
    public const double DeviceExponent = 0.6;

    private const int Sites = 4_737;
    private const int Apps = 8_552;
    private const int Models = 8_251;
    private const int Adverts = 2_626;
    private const double Exponent = 1.05;

    private static readonly string[] Sizes = ["320,50", "300,250", "216,36", "728,90", "480,320", "320,480", "120,20"];

    /// <summary>site_id, site_domain, site_category.</summary>
    public static Weighted<byte[]> SiteFields { get; } = Zipf(Sites, static rank =>
        $"{Hex("site", rank)},{Hex("site domain", rank * 3 / 4)},{Hex("site category", Rank("site category of", rank, 26))}");

    /// <summary>app_id, app_domain, app_category.</summary>
    public static Weighted<byte[]> AppFields { get; } = Zipf(Apps, static rank =>
        $"{Hex("app", rank)},{Hex("app domain", Rank("app domain of", rank, 559))},"
            + Hex("app category", Rank("app category of", rank, 36)));

    /// <summary>device_model.</summary>
    public static Weighted<byte[]> DeviceModels { get; } = Zipf(Models, static rank => Hex("model", rank));

    /// <summary>C14 to C19 of an advert.</summary>
    public static Weighted<byte[]> AdvertFields { get; } = Zipf(Adverts, static rank =>
        $"{375 + (rank * 9)},{Sizes[Math.Max(0, Rank("size of", rank, 40) - 33)]},"
            + $"{112 + (Rank("C17 of", rank, 435) * 6)},{Rank("C18 of", rank, 4)},{35 + (Rank("C19 of", rank, 68) * 19)}");

    /// <summary>C1.</summary>
    public static Weighted<byte[]> C1 { get; } =
        Choices(("1005", 91.9), ("1002", 5.5), ("1010", 2.2), ("1012", 0.3), ("1007", 0.08), ("1001", 0.02), ("1008", 0.01));

    /// <summary>device_conn_type.</summary>
    public static Weighted<byte[]> ConnectionTypes { get; } = Choices(("0", 86.3), ("2", 8.2), ("3", 5.4), ("5", 0.1));

    /// <summary>C20, where it is not −1.</summary>
    public static Weighted<byte[]> C20 { get; } = Zipf(171, static rank => $"{100_000 + (rank * 83 % 249)}");

    /// <summary>C21.</summary>
    public static Weighted<byte[]> C21 { get; } = Zipf(60, static rank => $"{1 + (rank * 47 % 255)}");

    /// <summary>The fields of rows that are not on a site, not in an app, without a device id.</summary>
    public static ReadOnlySpan<byte> NoSite => "85f751fd,c4e18dd6,50e219e0"u8;

    public static ReadOnlySpan<byte> NoApp => "ecad2386,7801e8d9,07d7df22"u8;

    public static ReadOnlySpan<byte> NoDevice => "a99f214a"u8;

    private static Weighted<byte[]> Zipf(int count, Func<int, string> text) => new(
        Enumerable.Range(0, count).Select(rank => (Encoding.UTF8.GetBytes(text(rank)), Math.Pow(rank + 1, -Exponent))));

    private static Weighted<byte[]> Choices(params ReadOnlySpan<(string Text, double Weight)> choices) =>
        new(choices.ToArray().Select(static c => (Encoding.UTF8.GetBytes(c.Text), c.Weight)));

    private static string Hex(string kind, int rank) => $"{(uint)KeyHash.Of($"{kind} {rank}"):x8}";

    /// <summary>A rank below <paramref name="count"/> that follows from another; low ones are more frequent.</summary>
    private static int Rank(string kind, int rank, int count)
    {
        var share = (KeyHash.Of($"{kind} {rank}") >> 11) * (1.0 / (1L << 53));
        return (int)(share * share * count);
    }
}
