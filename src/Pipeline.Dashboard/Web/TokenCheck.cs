namespace Pipeline.Dashboard.Web;

/// <summary>Compares an entered token with DASHBOARD_TOKEN in constant time, so that the response time reveals nothing.</summary>
/// <param name="token">DASHBOARD_TOKEN.</param>
internal sealed class TokenCheck(string token)
{
    private readonly byte[] _hash = Hash(token);

    /// <summary>Whether the entered token is right. It compares hashes, because FixedTimeEquals needs equal lengths.</summary>
    public bool IsValid(string? entered) => CryptographicOperations.FixedTimeEquals(_hash, Hash(entered?.Trim() ?? ""));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
