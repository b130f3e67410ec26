using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Services;

/// <summary>Payments by card.</summary>
public sealed class PaymentService : LogService
{
    /// <summary>Time after which the service gives up a payment, milliseconds.</summary>
    public const int BankTimeoutMs = 3_000;

    /// <summary>Longest time that the service itself takes for a payment, without the bank, milliseconds.</summary>
    public const int SlowestMs = 20;

    /// <inheritdoc/>
    public override string Name => "payment";

    /// <inheritdoc/>
    public override string Description => "Charges cards and gives money back.";

    /// <inheritdoc/>
    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        entry.Size = random.Range(150, 600);
        switch (request.Kind)
        {
            case RequestKind.Checkout:
                Charge(request, random, entry, "/payments", "charged");
                break;
            case RequestKind.Refund:
                Charge(request, random, entry, "/refunds", "refunded");
                break;
            case RequestKind.OrderStatus:
                Answer(entry, HttpVerb.Get, 200, Latency(request, random, 3, 40));
                entry.Path.Set($"/payments?order={request.Order}");
                entry.Message.Set($"payment of order {request.Order} shown");
                break;
            default:
                Answer(entry, HttpVerb.Get, request.IsLoginRefused ? 401 : 200, Latency(request, random, 3, 40));
                entry.Path.Set($"/cards?member={request.User}");
                if (request.IsLoginRefused)
                    entry.Message.Set($"cards of member {request.User} not listed: not logged in");
                else
                    entry.Message.Set($"cards of member {request.User} listed: {random.Range(0, 3)}");
                break;
        }
    }

    /// <summary>Latency of a request that waits for the bank, milliseconds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="random">Randomness of the service.</param>
    /// <param name="fromMs">Shortest time without the bank.</param>
    /// <param name="toMs">Longest time without the bank.</param>
    internal static int WithBank(in LogRequest request, SeededRandom random, int fromMs, int toMs) =>
        (request.Slowness * request.BankMs) + Latency(request, random, fromMs, toMs);

    private static void Charge(in LogRequest request, SeededRandom random, LogEntry entry, string path, string done)
    {
        entry.Path.Set(path);
        if (request.IsPaymentDown)
        {
            Answer(entry, HttpVerb.Post, 503, BankTimeoutMs + random.Range(0, 20));
            entry.Message.Set($"order {request.Order}: the bank does not answer within {BankTimeoutMs} ms");
        }
        else if (request.IsCardRefused && request.Kind == RequestKind.Checkout)
        {
            Answer(entry, HttpVerb.Post, 402, WithBank(request, random, 1, SlowestMs));
            entry.Message.Set($"order {request.Order}: the bank refuses the card");
        }
        else
        {
            Answer(entry, HttpVerb.Post, 201, WithBank(request, random, 1, SlowestMs));
            entry.Message.Set($"order {request.Order}: {request.Amount} KRW {done}");
        }
    }
}
