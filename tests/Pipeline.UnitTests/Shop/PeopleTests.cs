using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

public sealed class PeopleTests
{
    private static readonly User[] Users = new ShopSample(42, users: 20_000, products: 1).Users;

    [Fact]
    public void Ids_carry_the_number()
    {
        Assert.Equal("u_12345", Users[12_344].UserId);
        Assert.Equal("u_0", new People(new SeededRandom(1)).Create(0).UserId);
    }

    [Fact]
    public void A_negative_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new People(new SeededRandom(1)).Create(-1));

    [Fact]
    public void E_mail_addresses_are_unique_and_plain()
    {
        Assert.Equal(Users.Length, Users.Select(static u => u.Email).Distinct().Count());
        Assert.All(Users, static u => Assert.Matches("^[a-z]+\\.[a-z]+[0-9]+@[a-z]+\\.(com|net)$", u.Email));
    }

    [Fact]
    public void Names_are_a_family_and_a_given_name_in_Hangul() =>
        Assert.All(Users, static u => Assert.Matches("^[가-힣]{3,4}$", u.Name));

    [Fact]
    public void Given_names_belong_to_one_generation_and_mostly_to_one_gender()
    {
        var given = Users.GroupBy(static u => u.Name[1..]).ToArray();
        Assert.InRange(given.Length, 100, 200);
        Assert.All(given, static name => Assert.Single(name.Select(static u => u.Gender).Distinct()));
        Assert.All(Users.Where(static u => u.Name.EndsWith("영숙", StringComparison.Ordinal)), static u => Assert.True(u.Age > 50));
    }

    [Fact]
    public void Kim_is_the_most_frequent_family_name_with_27_per_cent_of_the_users() =>
        Assert.Equal(0.27, Share(static u => u.Name.StartsWith('김')), 0.02);

    [Fact]
    public void Age_and_year_of_birth_agree_at_the_reference_date() =>
        Assert.All(Users, static u => Assert.Equal(ShopTime.Reference.Year - 1, u.Age + u.BirthYear));

    [Fact]
    public void Most_users_are_between_twenty_and_fifty()
    {
        Assert.InRange(Users.Min(static u => u.Age), 17, 19);
        Assert.InRange(Users.Max(static u => u.Age), 70, 84);
        Assert.Equal(0.76, Share(static u => u.Age is >= 20 and < 50), 0.02);
        Assert.Equal(0.54, Share(static u => u.Gender == "F"), 0.02);
    }

    [Fact]
    public void Grades_have_their_shares()
    {
        Assert.Equal(0.56, Share(static u => u.Grade == "BRONZE"), 0.02);
        Assert.Equal(0.28, Share(static u => u.Grade == "SILVER"), 0.02);
        Assert.Equal(0.12, Share(static u => u.Grade == "GOLD"), 0.01);
        Assert.Equal(0.04, Share(static u => u.Grade == "VIP"), 0.01);
    }

    [Fact]
    public void Longer_membership_gives_better_grades()
    {
        var old = Users.Where(static u => u.CreatedAt < ShopTime.Reference.AddYears(-2)).ToArray();
        var young = Users.Where(static u => u.CreatedAt > ShopTime.Reference.AddYears(-1)).ToArray();
        Assert.True(VipShare(old) > 3 * VipShare(young));
    }

    [Fact]
    public void Everybody_signed_up_in_the_three_years_before_the_reference_at_fourteen_or_older()
    {
        var (earliest, latest) = (ShopTime.Reference.AddDays((-3 * 365) - 1), ShopTime.Reference.AddSeconds(-1));
        Assert.All(Users, u => Assert.InRange(u.CreatedAt, earliest, latest));
        Assert.All(Users, static u => Assert.Equal(u.CreatedAt, Microseconds.Truncate(u.CreatedAt)));
        Assert.All(Users, static u => Assert.Equal(DateTimeKind.Utc, u.CreatedAt.Kind));
        Assert.All(Users, static u => Assert.True(u.CreatedAt.Year - u.BirthYear >= 14));
    }

    [Fact]
    public void Addresses_lie_in_their_district_and_districts_follow_the_population()
    {
        Assert.All(Users, static u => Assert.StartsWith(u.AddressDistrict + " ", u.Address, StringComparison.Ordinal));
        Assert.All(Users, static u => Assert.Matches("^[가-힣]+[시도] [가-힣]+[시군구]$", u.AddressDistrict));
        Assert.Equal(17, Users.Select(static u => u.AddressDistrict.Split(' ')[0]).Distinct().Count());
        Assert.InRange(Share(static u => u.AddressDistrict.StartsWith("서울", StringComparison.Ordinal)), 0.17, 0.25);
        Assert.InRange(Share(static u => u.AddressDistrict.StartsWith("경기", StringComparison.Ordinal)), 0.24, 0.33);
    }

    private static double VipShare(User[] users) => users.Count(static u => u.Grade == "VIP") / (double)users.Length;

    private static double Share(Func<User, bool> which) => Users.Count(which) / (double)Users.Length;
}
