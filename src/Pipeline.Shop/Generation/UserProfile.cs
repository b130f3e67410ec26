namespace Pipeline.Shop.Generation;

/// <summary>The fields of a user that an order needs.</summary>
/// <param name="UserId">user_id.</param>
/// <param name="Region">address_district; becomes the order's user_region.</param>
/// <param name="Gender"><c>M</c> or <c>F</c>.</param>
/// <param name="Age">Years.</param>
public readonly record struct UserProfile(string UserId, string Region, string Gender, int Age);
