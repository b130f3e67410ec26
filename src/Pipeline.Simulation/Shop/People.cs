using Pipeline.Streams.Shop;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// The customers: who they are, where they live, how long they have been with the shop. Shares marked "assumed" are there
/// to look like an online shop; edit them freely.
/// Immutable after construction, every customer a pure function of (seed, number): safe from any thread.
/// </summary>
public sealed class People
{
    /// <summary>The grades, the lowest first.</summary>
    internal static readonly string[] Grades = ["BRONZE", "SILVER", "GOLD", "VIP"];

    /// <summary>How far back customers signed up.</summary>
    private static readonly TimeSpan Membership = TimeSpan.FromDays(3 * 365);

    /// <summary>
    /// Ages, both ends included, and per cent of the customers (assumed). 17 is the youngest, so that nobody was under 14 when
    /// signing up three years ago: younger customers would need a guardian's consent in Korea.
    /// </summary>
    private static readonly Weighted<(int From, int To)> Ages = new(
        [((17, 19), 5), ((20, 29), 24), ((30, 39), 29), ((40, 49), 23), ((50, 59), 13), ((60, 69), 5), ((70, 84), 1)]);

    /// <summary>Women buy a little more often online (assumed).</summary>
    private static readonly Weighted<string> Genders = new([(Gender.Female, 54), (Gender.Male, 46)]);

    /// <summary>
    /// Grades in per cent by full years of membership, 0, 1 and 2 (assumed): the longer, the better.
    /// With the growth of sign-ups below that makes roughly 57 % BRONZE, 27 % SILVER, 12 % GOLD and 4 % VIP.
    /// </summary>
    private static readonly Weighted<string>[] GradesByYear =
        [GradeShares(70, 22, 7, 1), GradeShares(52, 31, 13, 4), GradeShares(38, 34, 20, 8)];

    /// <summary>Not Bogus's: half of its Korean mail hosts closed years ago. Shares assumed.</summary>
    private static readonly Weighted<string> MailHosts = new(
        [("naver.com", 48), ("gmail.com", 30), ("hanmail.net", 8), ("daum.net", 6), ("kakao.com", 5), ("nate.com", 3)]);

    private readonly SeededRandom _random;
    private readonly PersonNames _names;
    private readonly string[] _neighbourhoods;

    /// <summary>Fills the pools of names and places; takes some tens of milliseconds, most of it Bogus loading its locale.</summary>
    /// <param name="random">Only its seed is used; drawing from it elsewhere changes nothing here.</param>
    public People(SeededRandom random)
    {
        _random = random;
        _names = new(random.Fork("family names", 0));
        _neighbourhoods = BogusTexts.Neighbourhoods(random.Fork("neighbourhoods", 0));
    }

    /// <summary>The customer <c>u_{number}</c>, the same whenever and wherever it is made.</summary>
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
            // Letters, then the number: unique, because the letters end where the digits begin.
            Email = $"{given.Latin}.{family.Latin}{number}@{random.Pick(MailHosts)}",
            Grade = Grade(random, createdAt),
            CreatedAt = createdAt,
        };
    }

    /// <summary>Where somebody moves to.</summary>
    internal (string District, string Address) NewHome(SeededRandom random)
    {
        var district = random.Pick(Districts.All);
        return (district, Address(random, district));
    }

    /// <summary>District, neighbourhood and lot; three in four with a flat (assumed). No such address need exist.</summary>
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
