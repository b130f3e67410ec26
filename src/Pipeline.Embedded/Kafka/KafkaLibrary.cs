using System.Runtime.InteropServices;

namespace Pipeline.Embedded.Kafka;

/// <summary>
/// Finds the librdkafka that came with Confluent.Kafka: the same file that its clients end up with, so that one process holds
/// one copy. The system's library is never considered: Debian's 2.0.2 lacks entry points that are needed here.
/// </summary>
/// <remarks>
/// Confluent.Kafka.Library.Load(path) would pin the choice, but on Linux it calls dlopen through "libdl", which exists only
/// where C headers are installed. Trying the same names in the same order gives the same file without it.
/// </remarks>
internal static class KafkaLibrary
{
    /// <summary>The name that the imports carry.</summary>
    public const string Name = "librdkafka";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Routes this assembly's imports of librdkafka to the packaged file. Only once a process.</summary>
    public static void RouteImports() => NativeLibrary.SetDllImportResolver(
        typeof(KafkaLibrary).Assembly,
        static (name, _, _) => name == Name ? Handle.Value : nint.Zero);

    private static nint Load()
    {
        var files = from folder in Folders() from name in Names() select Path.Combine(folder, name);
        foreach (var file in files.Where(File.Exists))
        {
            // A file that exists may still not load: librdkafka.so needs libsasl2.so.3, which Debian does not have.
            if (NativeLibrary.TryLoad(file, out var handle))
                return handle;
        }

        throw new DllNotFoundException($"librdkafka was not found beside the program ({RuntimeInformation.RuntimeIdentifier}).");
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
