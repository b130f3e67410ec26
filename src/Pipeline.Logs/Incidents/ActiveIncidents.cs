namespace Pipeline.Logs.Incidents;

/// <summary>Begin and end of each incident. Thread-safe.</summary>
public sealed class ActiveIncidents
{
    private static readonly IncidentKind[] Kinds = [IncidentKind.LatencySpike, IncidentKind.PaymentOutage, IncidentKind.LoginStorm];

    private readonly Lock _starting = new();
    private readonly long[] _begins = new long[Kinds.Length];
    private readonly long[] _ends = new long[Kinds.Length];

    /// <summary>Starts an incident. If it is already active, only its end changes.</summary>
    /// <param name="kind">One incident.</param>
    /// <param name="begin">Milliseconds since 1970.</param>
    /// <param name="duration">How long it lasts.</param>
    public void Start(IncidentKind kind, long begin, TimeSpan duration)
    {
        var index = Array.IndexOf(Kinds, kind);
        lock (_starting)
        {
            if (Volatile.Read(ref _ends[index]) <= begin)
                Volatile.Write(ref _begins[index], begin);
            Volatile.Write(ref _ends[index], begin + (long)duration.TotalMilliseconds);
        }
    }

    /// <summary>The incidents at a time, milliseconds since 1970.</summary>
    public IncidentKind At(long time)
    {
        var kinds = IncidentKind.None;
        for (var index = 0; index < Kinds.Length; index++)
        {
            if (time < Volatile.Read(ref _ends[index]) && time >= Volatile.Read(ref _begins[index]))
                kinds |= Kinds[index];
        }

        return kinds;
    }

    /// <summary>The incidents at a time, each with its end in milliseconds since 1970.</summary>
    public IEnumerable<(IncidentKind Kind, long End)> Lasting(long time) =>
        Kinds.Where(kind => At(time).HasFlag(kind)).Select(kind => (kind, Volatile.Read(ref _ends[Array.IndexOf(Kinds, kind)])));
}
