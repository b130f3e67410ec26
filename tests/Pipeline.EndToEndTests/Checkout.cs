namespace Pipeline.EndToEndTests;

/// <summary>What make and dc.sh need of a checkout to run containers, in a folder and with a project of their own.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public Checkout(string project)
    {
        Project = project;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "deploy"), "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Repository.Root, file);
            if (!Path.GetFileName(name).Equals(".env", StringComparison.Ordinal) && !name.Contains("private", StringComparison.Ordinal))
                Copy(name);
        }

        Copy("Makefile");
        Copy("dc.sh");
    }

    public string Folder => _folder.Path;

    public string Project { get; }

    public string EnvFile => Path.Combine(Folder, "deploy", ".env");

    public async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, params (string, string?)[] settings)
    {
        await using var running = RunningProgram.Start(
            Folder, program == "dc.sh" ? Path.Combine(Folder, program) : program, arguments,
            [("MAKEFLAGS", null), ("MFLAGS", null), ("MAKELEVEL", null), ("POSTGRES_PASSWORD", null), ("PROJECT", Project), .. settings]);
        var (exitCode, _) = await running.EndAsync(ContainerSystem.Short);
        return (exitCode, running.Output);
    }

    public async Task<string> SucceedAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(program, arguments);
        Assert.True(exitCode == 0, output);
        return output;
    }

    public Task<string> SettingAsync(string name) => SucceedAsync("dc.sh", "setting", name);

    public void Dispose() => _folder.Dispose();

    private void Copy(string name)
    {
        var copy = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(Repository.Root, name), copy);
    }
}
