namespace Pipeline.Hosting.Settings;

/// <summary>Reads VERIFY_… .</summary>
internal static class VerifySettings
{
    public static VerifyOptions Read(PipelineSettings settings)
    {
        var reader = settings.Reader;
        var folder = reader.Text("VERIFY_FOLDER", Path.GetTempPath());
        if (!Directory.Exists(folder))
            reader.Fault($"VERIFY_FOLDER={folder} is not a folder.");
        var result = reader.OptionalText("VERIFY_RESULT");
        if (result is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(result))))
            reader.Fault($"VERIFY_RESULT={result} is in a folder that does not exist.");
        return new(folder, result, settings.Dirt.TruthPath);
    }
}
