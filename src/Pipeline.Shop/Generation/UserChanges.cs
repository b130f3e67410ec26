using Pipeline.Shop.Records;

namespace Pipeline.Shop.Generation;

/// <summary>
/// Changes a user: the grade by one step, or the address. The shares are assumed; edit them as needed.
/// Not thread-safe: use one instance per thread, each with its own fork.
/// </summary>
/// <param name="people">The source of new addresses.</param>
/// <param name="random">Used for every change.</param>
public sealed class UserChanges(People people, SeededRandom random)
{
    /// <summary>Share of changes that change the grade; the others change the address.</summary>
    private const double AboutGrade = 0.6;

    /// <summary>Share of grade changes that go up.</summary>
    private const double Promotion = 0.7;

    /// <summary>The user with either a new grade, or a new address and district.</summary>
    public User Next(User user) => random.Chance(AboutGrade) ? user with { Grade = NextGrade(user.Grade) } : Moved(user);

    /// <summary>An unknown grade becomes the lowest grade.</summary>
    private string NextGrade(string grade)
    {
        var rank = Array.IndexOf(People.Grades, grade);
        var up = rank <= 0 || (rank < People.Grades.Length - 1 && random.Chance(Promotion));
        return People.Grades[up ? rank + 1 : rank - 1];
    }

    private User Moved(User user)
    {
        while (true)
        {
            var (district, address) = people.NewHome(random);
            if (address != user.Address)
                return user with { Address = address, AddressDistrict = district };
        }
    }
}
