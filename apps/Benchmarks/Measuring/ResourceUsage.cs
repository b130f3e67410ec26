using Npgsql;

namespace Benchmarks.Measuring;

/// <summary>What a stretch of work used. Taken as a reading before and after it.</summary>
/// <param name="ProcessSeconds">CPU of this process: writers, relay and consumers together.</param>
/// <param name="MachineSeconds">CPU of the whole machine, the servers too where they are on it; NaN where it is not known.</param>
/// <param name="WalBytes">Write-ahead log of the database server.</param>
/// <param name="NetworkBytes">Sent and received by this process, to brokers and database.</param>
internal sealed record ResourceUsage(double ProcessSeconds, double MachineSeconds, double WalBytes, double NetworkBytes)
{
    /// <summary>Of the line "cpu user nice system idle iowait irq softirq steal": what is not idle and not somebody else's.</summary>
    private static readonly int[] BusyFields = [1, 2, 3, 6, 7];

    /// <summary>A reading of this moment.</summary>
    public static async Task<ResourceUsage> ReadAsync(NpgsqlDataSource database, NetworkMeter network, CancellationToken cancellationToken)
    {
        await using var wal = database.CreateCommand("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::double precision");
        return new(
            Environment.CpuUsage.TotalTime.TotalSeconds, MachineCpuSeconds(), (double)(await wal.ExecuteScalarAsync(cancellationToken))!, network.Bytes);
    }

    public static ResourceUsage operator -(ResourceUsage after, ResourceUsage before) => new(
        after.ProcessSeconds - before.ProcessSeconds, after.MachineSeconds - before.MachineSeconds,
        after.WalBytes - before.WalBytes, after.NetworkBytes - before.NetworkBytes);

    /// <summary>Busy time of all cores since the start of the machine; the first line of /proc/stat, in hundredths of a second (proc(5)).</summary>
    private static double MachineCpuSeconds()
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        using var stat = new StreamReader("/proc/stat");
        var fields = stat.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return BusyFields.Sum(i => double.Parse(fields[i], System.Globalization.CultureInfo.InvariantCulture)) / 100;
    }
}
