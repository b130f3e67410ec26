namespace Pipeline.Operations.Verification;

/// <summary>VERIFY_… and DIRT_TRUTH.</summary>
/// <param name="Folder">VERIFY_FOLDER (the system's folder for temporary files): for what does not fit into memory, about 80 bytes per event.</param>
/// <param name="ResultPath">VERIFY_RESULT (none): the file with the last verification, for a dashboard in another process.</param>
/// <param name="DirtTruthPath">DIRT_TRUTH: the file with the true counts of labelled dirt.</param>
public sealed record VerifyOptions(string Folder, string? ResultPath, string DirtTruthPath);
