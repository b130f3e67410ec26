using Pipeline.Logs.Incidents;

namespace Pipeline.Logs.Entries;

/// <summary>Makes request number N of a seed: the same in every stream. Not thread-safe.</summary>
/// <param name="seed">The seed.</param>
public sealed class RequestSource(long seed)
{
    private const int Users = 100_000;
    private const int Attackers = 5;
    private const double CardRefused = 0.03;
    private const double PasswordWrong = 0.06;
    private const double PasswordWrongInStorm = 0.9;
    private const double BlockedInStorm = 0.3;
    private const double PaymentDown = 0.002;
    private const double PaymentDownInOutage = 0.8;
    private const int SlownessInSpike = 10;
    private const int FastestBankMs = 40;
    private const int SlowestBankMs = 280;

    private static readonly Weighted<RequestKind> Kinds = new(
    [
        (RequestKind.Checkout, 40), (RequestKind.OrderStatus, 35), (RequestKind.Login, 20), (RequestKind.Refund, 5),
    ]);

    private static readonly Weighted<RequestKind> KindsInStorm = new(
    [
        (RequestKind.Checkout, 8), (RequestKind.OrderStatus, 7), (RequestKind.Login, 84), (RequestKind.Refund, 1),
    ]);

    private readonly SeededRandom _seed = new(seed);
    private readonly SeededRandom _random = new(0);

    /// <summary>The request.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="incidents">The incidents at its time.</param>
    /// <param name="trace">Its trace id.</param>
    public LogRequest Make(long number, IncidentKind incidents, out (ulong High, ulong Low) trace)
    {
        _seed.ForkInto(_random, "request", number);
        trace = (_random.Bits(), _random.Bits());
        var isStorm = incidents.HasFlag(IncidentKind.LoginStorm);
        var kind = _random.Pick(isStorm ? KindsInStorm : Kinds);
        var isAttack = isStorm && kind == RequestKind.Login;
        var hasPayment = kind is RequestKind.Checkout or RequestKind.Refund;
        var user = 1 + _random.Next(Users);
        return new()
        {
            Kind = kind,
            User = user,
            Order = 1_000_000 + _random.Next(9_000_000),
            Amount = 1_000 * (5 + _random.Next(300)),
            Address = isAttack ? AddressOf(-_random.Next(Attackers)) : AddressOf(user),
            Client = isAttack ? ClientPrograms.Script : _random.Next(ClientPrograms.Count - 1),
            IsBlocked = _random.Chance(isStorm ? BlockedInStorm : 0),
            IsPaymentDown = _random.Chance(incidents.HasFlag(IncidentKind.PaymentOutage) ? PaymentDownInOutage : PaymentDown),
            IsCardRefused = _random.Chance(CardRefused),
            IsPasswordWrong = _random.Chance(isStorm ? PasswordWrongInStorm : PasswordWrong),
            BankMs = hasPayment ? (int)_random.LogNormal(FastestBankMs, SlowestBankMs) : 0,
            // The last draw, so that a latency spike changes nothing else.
            Slowness = incidents.HasFlag(IncidentKind.LatencySpike) ? 1 + _random.Next(2 * SlownessInSpike) : 1,
        };
    }

    /// <summary>An address of the networks for documentation: 198.51.100.0/24 for attackers, 203.0.113.0/24 for users.</summary>
    private static uint AddressOf(int user) =>
        user <= 0 ? 0xC633_6400u + (uint)(10 - user) : 0xCB00_7100u + (1 + ((uint)user * 2_654_435_761u >> 24) % 254);
}
