namespace Benchmarks.Reporting;

/// <summary>
/// The entries of a <see cref="RunEnvironment"/> that every benchmark shares: machine and build. Reports may be published, so they
/// contain no host name and no user name.
/// </summary>
internal static class MachineEnvironment
{
    private const double Gibibyte = 1L << 30;
    private const int CommitDigits = 12;
    private const string Unknown = "unknown";

    /// <summary>Cores and memory are what this process may use: in a container, its limits.</summary>
    public static IReadOnlyList<(string Name, string Value)> Entries(TimeProvider time) =>
    [
        ("cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        ("processor", OperatingSystem.IsLinux() ? Processor(Lines("/proc/cpuinfo")) : Unknown),
        ("memory", $"{(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte).ToString("0.0", CultureInfo.InvariantCulture)} GiB"),
        ("disk", OperatingSystem.IsLinux() ? Disk(Environment.CurrentDirectory) : Unknown),
        ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
        (".NET", Environment.Version.ToString()),
        ("commit", Commit(InformationalVersion)),
        ("date", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The SDK appends the commit to the version after a plus sign; "unknown" for a build outside a repository.</summary>
    internal static string Commit(string? informationalVersion)
    {
        var plus = informationalVersion?.IndexOf('+', StringComparison.Ordinal) ?? -1;
        if (plus < 0 || plus + 1 == informationalVersion!.Length)
            return Unknown;
        var commit = informationalVersion[(plus + 1)..];
        return commit[..Math.Min(commit.Length, CommitDigits)];
    }

    /// <summary>The model name of the first core in /proc/cpuinfo; ARM kernels do not report one.</summary>
    internal static string Processor(IEnumerable<string> cpuInfo)
    {
        var line = cpuInfo.FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal), "");
        var name = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return name.Length > 0 ? name : Unknown;
    }

    /// <summary>
    /// File system and device number of a folder's mount, such as ("ext4", "254:1"). <paramref name="mountInfo"/> has the format of
    /// /proc/self/mountinfo (proc(5)); the longest mount point that contains the folder wins, and the last one of equal length.
    /// </summary>
    internal static (string FileSystem, string Device) Mount(string folder, IEnumerable<string> mountInfo)
    {
        var best = (Point: "", FileSystem: Unknown, Device: "");
        foreach (var line in mountInfo)
        {
            // 36 35 98:0 /root /mount/point rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 5 || fields.Length < separator + 2)
                continue;
            var point = fields[4];
            if (point.Length >= best.Point.Length && Contains(point, folder))
                best = (point, fields[separator + 1], fields[2]);
        }

        return (best.FileSystem, best.Device);
    }

    private static string? InformationalVersion =>
        typeof(MachineEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static bool Contains(string mountPoint, string folder) =>
        mountPoint == "/" || folder == mountPoint || folder.StartsWith(mountPoint + "/", StringComparison.Ordinal);

    /// <summary>The disk of the working folder. An overlay or network file system has no block device: its name is all there is.</summary>
    private static string Disk(string folder)
    {
        var (fileSystem, device) = Mount(folder, Lines("/proc/self/mountinfo"));
        var link = new DirectoryInfo($"/sys/dev/block/{device}");
        var block = device.Length > 0 && link.Exists ? link.ResolveLinkTarget(returnFinalTarget: true) : null;
        // The queue and the model belong to the disk; a partition is a folder inside it.
        if (block is null)
            return fileSystem;
        var disk = Directory.Exists(Path.Combine(block.FullName, "queue")) ? block.FullName : Path.GetDirectoryName(block.FullName)!;
        var model = string.Concat(Lines(Path.Combine(disk, "device", "model"))).Trim();
        var rotational = string.Concat(Lines(Path.Combine(disk, "queue", "rotational")));
        return $"{fileSystem} on {(model.Length > 0 ? model : Path.GetFileName(disk))}"
            + rotational switch { "0" => ", not rotational", "1" => ", rotational", _ => "" };
    }

    /// <summary>Empty when the file is missing or unreadable: an environment entry must not end a benchmark.</summary>
    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
