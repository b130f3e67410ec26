namespace Pipeline.Streams.Shop;

/// <summary>A customer, as the data of user_created and user_updated and as a row of the table users.</summary>
public sealed record User
{
    /// <summary>Natural key, <c>u_</c> and a number: <c>u_12345</c>. Also the Kafka key.</summary>
    public required string UserId { get; init; }

    /// <summary>Family and given name, in Korean.</summary>
    public required string Name { get; init; }

    /// <summary><c>M</c> or <c>F</c>.</summary>
    public required string Gender { get; init; }

    /// <summary>Years, 0–150.</summary>
    public required int Age { get; init; }

    /// <summary>Calendar year, 1850–2200.</summary>
    public required int BirthYear { get; init; }

    /// <summary>Street address, in Korean.</summary>
    public required string Address { get; init; }

    /// <summary>City or province and district, in Korean; the part of the address that statistics may use.</summary>
    public required string AddressDistrict { get; init; }

    /// <summary>E-mail address.</summary>
    public required string Email { get; init; }

    /// <summary>Customer grade, for example <c>GOLD</c>.</summary>
    public required string Grade { get; init; }

    /// <summary>When the customer signed up, UTC, whole microseconds (PostgreSQL's resolution).</summary>
    public required DateTime CreatedAt { get; init; }
}
