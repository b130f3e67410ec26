using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Batches;

/// <summary>Customers as columns.</summary>
public sealed class UserBatch : EventBatch
{
    /// <summary>An empty batch for at most <paramref name="capacity"/> rows.</summary>
    public UserBatch(int capacity) : base(capacity)
    {
        UserId = new string[capacity];
        Name = new string[capacity];
        Gender = new string[capacity];
        Age = new int[capacity];
        BirthYear = new int[capacity];
        Address = new string[capacity];
        AddressDistrict = new string[capacity];
        Email = new string[capacity];
        Grade = new string[capacity];
        CreatedAt = new DateTime[capacity];
    }

    /// <inheritdoc/>
    public override ShopTopic Topic => ShopTopic.Users;

    /// <summary><see cref="User.UserId"/> of each row.</summary>
    public string[] UserId { get; }

    /// <summary><see cref="User.Name"/> of each row.</summary>
    public string[] Name { get; }

    /// <summary><see cref="User.Gender"/> of each row.</summary>
    public string[] Gender { get; }

    /// <summary><see cref="User.Age"/> of each row.</summary>
    public int[] Age { get; }

    /// <summary><see cref="User.BirthYear"/> of each row.</summary>
    public int[] BirthYear { get; }

    /// <summary><see cref="User.Address"/> of each row.</summary>
    public string[] Address { get; }

    /// <summary><see cref="User.AddressDistrict"/> of each row.</summary>
    public string[] AddressDistrict { get; }

    /// <summary><see cref="User.Email"/> of each row.</summary>
    public string[] Email { get; }

    /// <summary><see cref="User.Grade"/> of each row.</summary>
    public string[] Grade { get; }

    /// <summary><see cref="User.CreatedAt"/> of each row.</summary>
    public DateTime[] CreatedAt { get; }

    /// <summary>Adds a row.</summary>
    public void Add(User row, Guid eventId, int version)
    {
        var i = Count;
        UserId[i] = row.UserId;
        Name[i] = row.Name;
        Gender[i] = row.Gender;
        Age[i] = row.Age;
        BirthYear[i] = row.BirthYear;
        Address[i] = row.Address;
        AddressDistrict[i] = row.AddressDistrict;
        Email[i] = row.Email;
        Grade[i] = row.Grade;
        CreatedAt[i] = row.CreatedAt;
        Accept(eventId, version, offset: 0);
    }
}
