using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Dashboard.Web;

/// <summary>Compares what somebody typed with DASHBOARD_TOKEN, in a time that tells nothing about either.</summary>
/// <param name="token">The token.</param>
internal sealed class TokenCheck(string token)
{
    private readonly byte[] _hash = Hash(token);

    /// <summary>Whether it is the token. Of hashes, because the comparison takes equal time only for equal lengths.</summary>
    public bool Fits(string? typed) => CryptographicOperations.FixedTimeEquals(_hash, Hash(typed?.Trim() ?? ""));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
