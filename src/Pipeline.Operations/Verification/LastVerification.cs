namespace Pipeline.Operations.Verification;

/// <summary>A completed verification.</summary>
/// <param name="EndedAt">End of the verification, UTC.</param>
/// <param name="Report">Its report.</param>
public sealed record EndedVerification(DateTimeOffset EndedAt, VerificationReport Report);

/// <summary>The last verification of any process, in a file that verifier and dashboard share. Not thread-safe.</summary>
/// <param name="path">VERIFY_RESULT.</param>
public sealed class LastVerification(string path)
{
    private DateTime _lastWriteTime;

    /// <summary>Replaces the file atomically: a reader gets the old verification or the new one.</summary>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write the file.</exception>
    public void Save(EndedVerification verification)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(draft, JsonSerializer.Serialize(verification, JsonNames.Default.EndedVerification));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Reads the file if it changed since the last call, and records the verification as metrics of this process.</summary>
    /// <returns>Null if the file has not changed, is missing or cannot be read.</returns>
    public EndedVerification? Poll()
    {
        if (!File.Exists(path))
            return null;
        var written = File.GetLastWriteTimeUtc(path);
        if (written == _lastWriteTime)
            return null;
        _lastWriteTime = written;
        try
        {
            var verification = JsonSerializer.Deserialize(File.ReadAllText(path), JsonNames.Default.EndedVerification);
            if (verification is not null)
                VerificationMetrics.Record(verification);
            return verification;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
