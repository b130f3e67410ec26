using System.CommandLine;

namespace Pipeline.Cli.Commands;

/// <summary>The command line: one class a command.</summary>
internal static class PipelineCommands
{
    public static Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("An e-commerce event pipeline: PostgreSQL, Kafka, and the proof that nothing was lost.")
        {
            RunCommand.Create(),
            TopicsCommand.Create(),
            VerifyCommand.Create(),
            StatusCommand.Create(),
        };
        // Commands end in an orderly way in their own time; the library would kill them after two seconds.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
