using System.Text.Json;
using Pipeline.Operations.Metrics;
using Pipeline.Operations.Status;

namespace Pipeline.Operations.Verification;

/// <summary>A verification that has ended.</summary>
/// <param name="EndedAt">When, UTC.</param>
/// <param name="Report">What it found.</param>
public sealed record EndedVerification(DateTimeOffset EndedAt, VerificationReport Report);

/// <summary>The last verification of whichever process, in a file that verifier and dashboard share. One caller.</summary>
/// <param name="path">VERIFY_RESULT.</param>
public sealed class LastVerification(string path)
{
    private DateTime _readAs;

    /// <summary>Keeps a verification. Never half of it: whoever looks sees the old file or the new one.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written there.</exception>
    public void Keep(EndedVerification verification)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(draft, JsonSerializer.Serialize(verification, JsonNames.Default.EndedVerification));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The verification that was kept since the last look, which becomes this process's metrics too.</summary>
    /// <returns>Null when there is no other than before, or none that can be read.</returns>
    public EndedVerification? Look()
    {
        if (!File.Exists(path))
            return null;
        var written = File.GetLastWriteTimeUtc(path);
        if (written == _readAs)
            return null;
        _readAs = written;
        try
        {
            var kept = JsonSerializer.Deserialize(File.ReadAllText(path), JsonNames.Default.EndedVerification);
            if (kept is not null)
                VerificationMetrics.Record(kept);
            return kept;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
