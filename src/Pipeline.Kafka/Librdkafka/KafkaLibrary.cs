namespace Pipeline.Kafka.Librdkafka;

/// <summary>
/// Finds the librdkafka file in the Confluent.Kafka package. Its clients load the same file, so a process has only one copy.
/// The system's library is never used: Debian's 2.0.2 lacks entry points that the mock cluster needs.
/// </summary>
/// <remarks>
/// Rejected: Confluent.Kafka.Library.Load(path). On Linux it calls dlopen through "libdl", which exists only where C headers are
/// installed. This class tries the same names in the same order, so it finds the same file.
/// </remarks>
internal static class KafkaLibrary
{
    /// <summary>The library name in the imports.</summary>
    public const string Name = "librdkafka";

    private static readonly Lazy<nint> Handle = new(Load);

    private static readonly HashSet<Assembly> Routed = [];

    /// <summary>Resolves an assembly's imports of librdkafka to the packaged file. Can be called more than once.</summary>
    public static void RouteImports(Assembly assembly)
    {
        lock (Routed)
        {
            if (Routed.Add(assembly))
                NativeLibrary.SetDllImportResolver(assembly, static (name, _, _) => name == Name ? Handle.Value : nint.Zero);
        }
    }

    private static nint Load()
    {
        var files = from folder in Folders() from name in Names() select Path.Combine(folder, name);
        foreach (var file in files.Where(File.Exists))
        {
            // An existing file can fail to load: librdkafka.so needs libsasl2.so.3, which Debian does not have.
            if (NativeLibrary.TryLoad(file, out var handle))
                return handle;
        }

        throw new DllNotFoundException(
            $"librdkafka for {RuntimeInformation.RuntimeIdentifier} was not found next to the program, or could not be loaded.");
    }

    private static IEnumerable<string> Folders()
    {
        var listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
    }

    private static string[] Names()
    {
        if (OperatingSystem.IsWindows())
            return ["librdkafka.dll"];
        if (OperatingSystem.IsMacOS())
            return ["librdkafka.dylib"];
        return RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            ? ["alpine-librdkafka.so", "librdkafka.so"]
            : ["librdkafka.so", "centos8-librdkafka.so"];
    }
}
