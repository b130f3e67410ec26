namespace Pipeline.Embedded.Postgres;

/// <summary>Where the throwaway PostgreSQL is found and put; every default fits `make run`.</summary>
public sealed class EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder that holds one folder a run; created when missing, relative to the current directory. Leftovers of runs that
    /// were killed are looked for here.
    /// </summary>
    public string Folder { get; init; } = ".pipeline";

    /// <summary>Folders to look for the server's programs in, in this order, instead of PATH and the usual places.</summary>
    public IReadOnlyList<string>? ProgramFolders { get; init; }

    /// <summary>The program to start as the child; null is the running one.</summary>
    public EmbeddedProcess? Process { get; init; }
}
