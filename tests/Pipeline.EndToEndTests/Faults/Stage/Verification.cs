using System.Text.Json;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>The complete verification as a user has it: <c>pipeline verify --json</c> and its exit code.</summary>
/// <param name="IsOk">Whether the promise holds.</param>
/// <param name="Dead">Dead letters that wait.</param>
/// <param name="Orders">Rows of orders.</param>
/// <param name="Summary">The numbers in a line.</param>
/// <param name="Findings">What is not as promised, with the ids of events or their places in the log.</param>
internal sealed record Verification(bool IsOk, long Dead, long Orders, string Summary, string Findings)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    public static async Task<Verification> RunAsync(IReadOnlyDictionary<string, string> environment)
    {
        await using var verify = RunningProgram.StartBuilt("pipeline", environment, "verify", "--json", "--timeout", "60");
        var (exitCode, _) = await verify.EndAsync(Bound);
        return Read(exitCode, verify.Output);
    }

    private static Verification Read(int exitCode, string output)
    {
        // What stands before it are log lines.
        var begin = output.IndexOf('{', StringComparison.Ordinal);
        Assert.True(begin >= 0, $"The verification ended with {exitCode} and no report:\n{output}");
        using var json = JsonDocument.Parse(output.AsMemory(begin));
        var report = json.RootElement;
        long Number(string name) => report.GetProperty(name).GetInt64();
        var rows = report.GetProperty("rows").EnumerateArray()
            .ToDictionary(r => r.GetProperty("stream").GetString()!, r => r.GetProperty("rows").GetInt64(), StringComparer.Ordinal);
        var findings = report.GetProperty("findings").EnumerateArray().Select(f =>
            $"{f.GetProperty("kind")} {f.GetProperty("stream")}: {f.GetProperty("text")}, {f.GetProperty("count")}: "
                + $"{string.Join(", ", f.GetProperty("ids").EnumerateArray())}");
        var isOk = report.GetProperty("ok").GetBoolean();
        Assert.Equal(isOk ? 0 : 1, exitCode);
        return new(
            isOk, Number("dead"), rows["orders"],
            $"verification {(isOk ? "ok" : "FAILED")}: {string.Join(", ", rows.Select(r => $"{r.Value} {r.Key}"))}, "
            + $"{Number("messages")} messages, lost {Number("lost")}, duplicated {Number("duplicated")}, dead {Number("dead")}",
            string.Join('\n', findings));
    }
}
