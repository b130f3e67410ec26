namespace Pipeline.Logs.Formats;

/// <summary>Writes times in UTC. Entries follow each other closely, so the text of a second is kept. Not thread-safe.</summary>
public sealed class TimeWriter
{
    private const int SecondMs = 1_000;

    private readonly byte[] _iso = new byte[20];
    private readonly byte[] _access = new byte[32];
    private long _isoSecond = long.MinValue;
    private long _accessSecond = long.MinValue;
    private int _accessLength;

    /// <summary>Writes 2026-03-02T10:00:00.123Z.</summary>
    public void Iso(long time, ref LineWriter line)
    {
        var (second, ms) = Split(time);
        if (second != _isoSecond)
        {
            _ = DateTimeOffset.FromUnixTimeSeconds(second).TryFormat(_iso, out _, "yyyy-MM-ddTHH:mm:ss.", CultureInfo.InvariantCulture);
            _isoSecond = second;
        }

        ReadOnlySpan<byte> rest = [(byte)('0' + (ms / 100)), (byte)('0' + (ms / 10 % 10)), (byte)('0' + (ms % 10)), (byte)'Z'];
        line.Raw(_iso);
        line.Raw(rest);
    }

    /// <summary>Writes 02/Mar/2026:10:00:00 +0000.</summary>
    public void Access(long time, ref LineWriter line)
    {
        var (second, _) = Split(time);
        if (second != _accessSecond)
        {
            _ = DateTimeOffset.FromUnixTimeSeconds(second)
                .TryFormat(_access, out _accessLength, "dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);
            _accessSecond = second;
        }

        line.Raw(_access.AsSpan(0, _accessLength));
    }

    private static (long Second, int Ms) Split(long time)
    {
        var second = Math.DivRem(time, SecondMs, out var ms);
        return ms < 0 ? (second - 1, (int)ms + SecondMs) : (second, (int)ms);
    }
}
