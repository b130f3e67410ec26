using BenchmarkDotNet.Loggers;

namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>Runs each benchmark once in this process and measures the bytes it allocates. Its times are not meaningful.</summary>
internal static class AllocationRun
{
    /// <summary>
    /// Calls per measurement. The runtime and BenchmarkDotNet allocate up to 5,000 bytes themselves: 0.2 bytes per event in 25 calls of
    /// 1,000 events.
    /// </summary>
    private const int Calls = 25;

    /// <summary>All methods that a class declares, without inherited ones.</summary>
    private const BindingFlags Own =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Measures all benchmarks of this assembly, by name. If one does not run, the log goes to standard error.</summary>
    public static IReadOnlyList<Allocation> Measure()
    {
        var log = new AccumulationLogger();
        var measured = BenchmarkRunner.Run(typeof(AllocationRun).Assembly, Config(log))
            .SelectMany(static summary => summary.Reports)
            .Where(static report => report.Success && report.GcStats.TotalOperations > 0)
            .ToDictionary(static report => Name(report.BenchmarkCase.Descriptor.WorkloadMethod), BytesPerEvent, StringComparer.Ordinal);
        var all = Declared().Select(name => new Allocation(name, measured.TryGetValue(name, out var bytes) ? bytes : null)).ToList();
        if (all.Exists(static allocation => allocation.BytesPerEvent is null))
            Console.Error.WriteLine(log.GetLog());
        return all;
    }

    /// <summary>Read from the attributes: when BenchmarkDotNet rejects one class, it reports no benchmark at all.</summary>
    private static IEnumerable<string> Declared() =>
        typeof(AllocationRun).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(Own))
            .Where(static method => method.IsDefined(typeof(BenchmarkAttribute)))
            .Select(Name)
            .Order(StringComparer.Ordinal);

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static double BytesPerEvent(BenchmarkReport report) =>
        (double)report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true)! / report.GcStats.TotalOperations;

    private static ManualConfig Config(ILogger log) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(1)
            .WithIterationCount(1)
            .WithInvocationCount(Calls)
            .WithUnrollFactor(1)
            .WithEvaluateOverhead(false))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(log)
        // BenchmarkDotNet creates the folder even when nothing is written to it.
        .WithArtifactsPath(TimedRun.Reports)
        .WithOptions(ConfigOptions.DisableLogFile);
}
