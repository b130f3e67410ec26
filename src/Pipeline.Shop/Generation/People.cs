using Pipeline.Shop.Records;

namespace Pipeline.Shop.Generation;

/// <summary>
/// Generates users. Shares marked "assumed" approximate an online shop; edit them as needed.
/// Immutable, and every user is a pure function of (seed, number), so it is thread-safe.
/// </summary>
public sealed class People
{
    /// <summary>The grades, lowest first.</summary>
    internal static readonly string[] Grades = ["BRONZE", "SILVER", "GOLD", "VIP"];

    /// <summary>Users signed up within this time before the reference date.</summary>
    private static readonly TimeSpan Membership = TimeSpan.FromDays(3 * 365);

    /// <summary>
    /// Age ranges, both ends included, in per cent of the users (assumed). The minimum is 17, so that nobody was under 14 at sign-up
    /// three years ago: in Korea, younger users need a guardian's consent.
    /// </summary>
    private static readonly Weighted<(int From, int To)> Ages = new(
        [((17, 19), 5), ((20, 29), 24), ((30, 39), 29), ((40, 49), 23), ((50, 59), 13), ((60, 69), 5), ((70, 84), 1)]);

    /// <summary>Women buy slightly more often online (assumed).</summary>
    private static readonly Weighted<string> Genders = new([(Gender.Female, 54), (Gender.Male, 46)]);

    /// <summary>
    /// Grades in per cent by full years of membership: 0, 1 and 2 (assumed). Overall, with the growth of sign-ups below, about
    /// 57 % BRONZE, 27 % SILVER, 12 % GOLD and 4 % VIP.
    /// </summary>
    private static readonly Weighted<string>[] GradesByYear =
        [GradeShares(70, 22, 7, 1), GradeShares(52, 31, 13, 4), GradeShares(38, 34, 20, 8)];

    /// <summary>Shares assumed. Rejected: Bogus's Korean mail hosts, half of which are closed.</summary>
    private static readonly Weighted<string> MailHosts = new(
        [("naver.com", 48), ("gmail.com", 30), ("hanmail.net", 8), ("daum.net", 6), ("kakao.com", 5), ("nate.com", 3)]);

    private readonly SeededRandom _random;
    private readonly PersonNames _names;
    private readonly string[] _neighbourhoods;

    /// <summary>Loads the lists of names and places. This is slow, because Bogus loads its locale; reuse the instance.</summary>
    /// <param name="random">Only its seed is used, so draws elsewhere have no effect here.</param>
    public People(SeededRandom random)
    {
        _random = random;
        _names = new(random.Fork("family names", 0));
        _neighbourhoods = BogusTexts.Neighbourhoods(random.Fork("neighbourhoods", 0));
    }

    /// <summary>The user <c>u_{number}</c>. The same seed and number always give the same user.</summary>
    /// <param name="number">0 or more.</param>
    public User Create(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var random = _random.Fork("user", number);
        var gender = random.Pick(Genders);
        var (from, to) = random.Pick(Ages);
        var age = random.Range(from, to);
        var birthYear = ShopTime.Reference.Year - 1 - age;
        var (family, given) = _names.Draw(random, gender, birthYear);
        var district = random.Pick(Districts.All);
        var createdAt = ShopTime.Before(random, Membership, growth: 1.3);
        return new()
        {
            UserId = $"u_{number}",
            Name = family.Hangul + given.Hangul,
            Gender = gender,
            Age = age,
            BirthYear = birthYear,
            Address = Address(random, district),
            AddressDistrict = district,
            // The number makes the address unique: only letters come before it.
            Email = $"{given.Latin}.{family.Latin}{number}@{random.Pick(MailHosts)}",
            Grade = Grade(random, createdAt),
            CreatedAt = createdAt,
        };
    }

    /// <summary>A new address for a user who moves.</summary>
    internal (string District, string Address) NewHome(SeededRandom random)
    {
        var district = random.Pick(Districts.All);
        return (district, Address(random, district));
    }

    /// <summary>District, neighbourhood and lot; 75 % also have a flat (assumed). The address need not exist.</summary>
    private string Address(SeededRandom random, string district)
    {
        var lot = $"{district} {random.Pick(_neighbourhoods)} {random.Range(1, 999)}-{random.Range(1, 60)}";
        return random.Chance(0.75)
            ? $"{lot}, {random.Range(101, 130)}동 {random.Range(1, 25)}{random.Range(1, 6):00}호"
            : lot;
    }

    private static string Grade(SeededRandom random, DateTime createdAt)
    {
        var years = (int)((ShopTime.Reference - createdAt).TotalDays / 365);
        return random.Pick(GradesByYear[Math.Min(years, GradesByYear.Length - 1)]);
    }

    private static Weighted<string> GradeShares(int bronze, int silver, int gold, int vip) =>
        new(Grades.Zip((double[])[bronze, silver, gold, vip]));
}
