using Pipeline.Logs.Incidents;

namespace Pipeline.UnitTests.Logs;

public sealed class ActiveIncidentsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ActiveIncidents _incidents = new();

    [Fact]
    public void An_incident_lasts_from_its_begin_until_before_its_end()
    {
        _incidents.Start(IncidentKind.PaymentOutage, 1_000, Minute);
        Assert.Equal(
            [IncidentKind.None, IncidentKind.PaymentOutage, IncidentKind.PaymentOutage, IncidentKind.None],
            new[] { 999L, 1_000, 60_999, 61_000 }.Select(_incidents.At));
    }

    [Fact]
    public void Starting_it_again_moves_its_end_and_keeps_its_begin()
    {
        _incidents.Start(IncidentKind.LoginStorm, 0, Minute);
        _incidents.Start(IncidentKind.LoginStorm, 30_000, Minute);
        Assert.Equal(IncidentKind.LoginStorm, _incidents.At(1));
        Assert.Equal([(IncidentKind.LoginStorm, 90_000L)], _incidents.Lasting(89_999));
        Assert.Empty(_incidents.Lasting(90_000));
    }

    [Fact]
    public void After_its_end_it_begins_again()
    {
        _incidents.Start(IncidentKind.LoginStorm, 0, Minute);
        _incidents.Start(IncidentKind.LoginStorm, 60_000, Minute);
        Assert.Equal((IncidentKind.None, IncidentKind.LoginStorm), (_incidents.At(59_999), _incidents.At(60_000)));
    }

    [Fact]
    public void Several_last_at_the_same_time()
    {
        _incidents.Start(IncidentKind.LatencySpike, 0, Minute);
        _incidents.Start(IncidentKind.PaymentOutage, 0, 2 * Minute);
        Assert.Equal(IncidentKind.LatencySpike | IncidentKind.PaymentOutage, _incidents.At(59_999));
        Assert.Equal(IncidentKind.PaymentOutage, _incidents.At(60_000));
    }

    [Fact]
    public void Each_has_a_name() => Assert.All(
        Enum.GetValues<IncidentKind>().Except([IncidentKind.None]),
        static kind => Assert.Equal(kind, IncidentNames.Find(IncidentNames.Of(kind))));
}
