using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Benchmarks.Reporting;

/// <summary>
/// The part of a <see cref="Card"/> that is the same for every benchmark: machine and build. A report may be passed on, hence neither the
/// name of the machine nor that of its user is in it.
/// </summary>
internal static class HostCard
{
    private const double Gibibyte = 1L << 30;

    private const int ShownOfCommit = 12;

    /// <summary>Cores and memory are those this process may use: within a container, its limits.</summary>
    public static IReadOnlyList<(string Name, string Value)> Entries(TimeProvider time) =>
    [
        ("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        ("memory", $"{(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte).ToString("0.0", CultureInfo.InvariantCulture)} GiB"),
        ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
        (".NET", Environment.Version.ToString()),
        ("commit", Commit(typeof(HostCard).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)),
        ("date", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
    ];

    /// <summary>What the SDK appends to the version after a plus sign; "unknown" for a build outside a repository.</summary>
    internal static string Commit(string? informationalVersion)
    {
        var plus = informationalVersion?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        if (plus < 0 || plus + 1 == informationalVersion!.Length)
            return "unknown";
        var commit = informationalVersion[(plus + 1)..];
        return commit[..Math.Min(commit.Length, ShownOfCommit)];
    }
}
