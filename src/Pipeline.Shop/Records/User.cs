namespace Pipeline.Shop.Records;

/// <summary>A user: the data of user_created and user_updated, and a row of the table users.</summary>
[Stream("users", Position = 1), CreatedBy("user_created"), ChangedBy("user_updated")]
public sealed record User
{
    /// <summary>Natural key, <c>u_</c> and a number: <c>u_12345</c>. Also the Kafka key.</summary>
    [Key, Text(1, 64), Personal]
    public required string UserId { get; init; }

    /// <summary>Family and given name, in Korean.</summary>
    [Text(1, 200), Personal]
    public required string Name { get; init; }

    /// <summary><c>M</c> or <c>F</c>.</summary>
    [Code("M", "F"), Personal]
    public required string Gender { get; init; }

    /// <summary>Years.</summary>
    [Number(0, 150), Personal]
    public required int Age { get; init; }

    /// <summary>Calendar year.</summary>
    [Number(1850, 2200), Personal]
    public required int BirthYear { get; init; }

    /// <summary>Street address, in Korean.</summary>
    [Text(0, 4000), Personal]
    public required string Address { get; init; }

    /// <summary>City or province and district, in Korean; the part of the address that statistics may use.</summary>
    [Text(0, 200, Repeats = true), Personal]
    public required string AddressDistrict { get; init; }

    /// <summary>E-mail address.</summary>
    [Text(1, 200), Personal]
    public required string Email { get; init; }

    /// <summary>Grade of the user, for example <c>GOLD</c>.</summary>
    [Text(1, 200, Repeats = true), Personal]
    public required string Grade { get; init; }

    /// <summary>When the user signed up, UTC, whole microseconds (PostgreSQL's resolution).</summary>
    [Fixed]
    public required DateTime CreatedAt { get; init; }
}
