namespace Pipeline.Embedded.Postgres;

/// <summary>Where the embedded PostgreSQL finds its programs and puts its data. The defaults are those of `make run`.</summary>
public sealed class EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder that holds one folder per run, relative to the current directory; created if missing. A start also removes
    /// abandoned runs from this folder.
    /// </summary>
    public string Folder { get; init; } = ".pipeline";

    /// <summary>Folders to search for the server programs, in this order. Null: PATH, then the usual install folders.</summary>
    public IReadOnlyList<string>? ProgramFolders { get; init; }

    /// <summary>The program to start as the child process. Null: the running program.</summary>
    public EmbeddedProcess? Process { get; init; }
}
