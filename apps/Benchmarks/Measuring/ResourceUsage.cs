namespace Benchmarks.Measuring;

/// <summary>Resources used: the difference of two readings.</summary>
/// <param name="ProcessSeconds">CPU of this process: writers, relay and consumers together.</param>
/// <param name="MachineSeconds">CPU of the whole machine, including servers that run on it; NaN on other systems than Linux.</param>
/// <param name="WalBytes">Bytes of write-ahead log that the database server wrote.</param>
/// <param name="NetworkBytes">Bytes between this process and brokers and database, in both directions.</param>
internal sealed record ResourceUsage(double ProcessSeconds, double MachineSeconds, double WalBytes, double NetworkBytes)
{
    /// <summary>Fields of "cpu user nice system idle iowait irq softirq steal" without idle, iowait and steal.</summary>
    private static readonly int[] BusyFields = [1, 2, 3, 6, 7];

    /// <summary>Totals since the start of process, machine and server.</summary>
    public static async Task<ResourceUsage> ReadAsync(NpgsqlDataSource database, NetworkMeter network, CancellationToken cancellationToken)
    {
        await using var wal = database.CreateCommand("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::double precision");
        var bytes = (double)(await wal.ExecuteScalarAsync(cancellationToken))!;
        return new(Environment.CpuUsage.TotalTime.TotalSeconds, MachineCpuSeconds(), bytes, network.Bytes);
    }

    public static ResourceUsage operator -(ResourceUsage after, ResourceUsage before) => new(
        after.ProcessSeconds - before.ProcessSeconds, after.MachineSeconds - before.MachineSeconds,
        after.WalBytes - before.WalBytes, after.NetworkBytes - before.NetworkBytes);

    /// <summary>Busy time of all cores, from the first line of /proc/stat in hundredths of a second (proc(5)).</summary>
    private static double MachineCpuSeconds()
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        using var stat = new StreamReader("/proc/stat");
        var fields = stat.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return BusyFields.Sum(i => double.Parse(fields[i], System.Globalization.CultureInfo.InvariantCulture)) / 100;
    }
}
