namespace Pipeline.Hosting.Options;

/// <summary>VERIFY_… .</summary>
/// <param name="Folder">VERIFY_FOLDER (the system's for temporary files): where the verification puts what does not fit into memory, about 80 bytes an event.</param>
/// <param name="ResultPath">VERIFY_RESULT (none): the file that keeps the last verification, for the dashboard of another process.</param>
public sealed record VerifyOptions(string Folder, string? ResultPath)
{
    internal static VerifyOptions Read(SettingsReader reader)
    {
        var folder = reader.Text("VERIFY_FOLDER", Path.GetTempPath());
        if (!Directory.Exists(folder))
            reader.Fault($"VERIFY_FOLDER={folder} is not a folder.");
        var result = reader.OptionalText("VERIFY_RESULT");
        if (result is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(result))))
            reader.Fault($"VERIFY_RESULT={result} is in no folder that exists.");
        return new(folder, result);
    }
}
