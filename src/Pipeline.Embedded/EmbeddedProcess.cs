namespace Pipeline.Embedded;

/// <summary>How to start this program again as a child process. The role and its arguments follow the leading arguments.</summary>
/// <param name="FileName">The executable: a path, or a name on PATH.</param>
/// <param name="LeadingArguments">Arguments before the role, such as the path of pipeline.dll when the executable is dotnet.</param>
public sealed record EmbeddedProcess(string FileName, IReadOnlyList<string> LeadingArguments)
{
    /// <summary>
    /// The running program: its own executable, or dotnet and the entry assembly when it was started that way. It works only if
    /// the entry assembly calls <c>EmbeddedParts.TryRunChildAsync</c>, which a test host does not.
    /// </summary>
    public static EmbeddedProcess Current
    {
        get
        {
            var executable = Environment.ProcessPath
                ?? throw new EmbeddedPartException("The path of the running program is unknown, so the embedded servers cannot start.");
            var isHost = Path.GetFileNameWithoutExtension(executable).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
            var entry = Assembly.GetEntryAssembly()?.Location;
            return isHost && !string.IsNullOrEmpty(entry) ? new(executable, [entry]) : new(executable, []);
        }
    }
}
