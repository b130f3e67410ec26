namespace Pipeline.Operations.Verification;

/// <summary>VERIFY_… and DIRT_TRUTH.</summary>
/// <param name="Folder">VERIFY_FOLDER (the system's temporary folder): folder of the spill files, about 80 bytes per event.</param>
/// <param name="ResultPath">VERIFY_RESULT (none): file for the last verification, which a dashboard in another process reads.</param>
/// <param name="DirtTruthPath">DIRT_TRUTH: file with the writers' counts of labelled dirt.</param>
public sealed record VerifyOptions(string Folder, string? ResultPath, string DirtTruthPath);
