namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>The complete verification as a user has it: <c>pipeline verify</c>, its findings and its exit code.</summary>
internal sealed record Verification(bool IsOk, string Line, string Text, IReadOnlyDictionary<string, long> Numbers)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    public static async Task<Verification> RunAsync(IReadOnlyDictionary<string, string> environment)
    {
        await using var verify = RunningProgram.StartBuilt("pipeline", environment, "verify", "--timeout", "30");
        var (exitCode, line) = await verify.EndAsync(Bound);
        Assert.True(line.StartsWith("verify: ", StringComparison.Ordinal), $"The verification did not end as one:\n{verify.Output}");
        return new(exitCode == 0, line, verify.Output, PipelineRun.Numbers(line));
    }
}
