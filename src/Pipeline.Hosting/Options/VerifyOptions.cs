namespace Pipeline.Hosting.Options;

/// <summary>VERIFY_… .</summary>
/// <param name="Folder">VERIFY_FOLDER (the system's for temporary files): where the verification puts what does not fit into memory, about 80 bytes an event.</param>
public sealed record VerifyOptions(string Folder)
{
    internal static VerifyOptions Read(SettingsReader reader)
    {
        var folder = reader.Text("VERIFY_FOLDER", Path.GetTempPath());
        if (!Directory.Exists(folder))
            reader.Fault($"VERIFY_FOLDER={folder} is not a folder.");
        return new(folder);
    }
}
