using Pipeline.Streams.Shop;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// What changes about a customer: the grade, by one step, or the address. Shares are assumed; edit them freely.
/// Not thread-safe: one instance a thread, each with a fork of its own.
/// </summary>
/// <param name="people">Knows where one can live.</param>
/// <param name="random">Drawn from with every change.</param>
public sealed class UserChanges(People people, SeededRandom random)
{
    /// <summary>Changes of the grade; the others are removals.</summary>
    private const double AboutGrade = 0.6;

    /// <summary>Changes of the grade that go up.</summary>
    private const double Promotion = 0.7;

    /// <summary>The customer after a change; grade, or address with its district, is another than before.</summary>
    public User Next(User user) => random.Chance(AboutGrade) ? user with { Grade = NextGrade(user.Grade) } : Moved(user);

    /// <summary>A grade from elsewhere, which this shop does not know, becomes its lowest.</summary>
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
