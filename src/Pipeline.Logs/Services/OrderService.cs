using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Services;

/// <summary>Orders.</summary>
public sealed class OrderService : LogService
{
    /// <inheritdoc/>
    public override string Name => "order";

    /// <inheritdoc/>
    public override string Description => "Creates, shows and cancels orders.";

    /// <inheritdoc/>
    public override void Write(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        entry.Size = random.Range(200, 2_400);
        switch (request.Kind)
        {
            case RequestKind.Checkout:
                Checkout(request, random, entry);
                break;
            case RequestKind.Refund:
                Refund(request, random, entry);
                break;
            case RequestKind.OrderStatus:
                Answer(entry, HttpVerb.Get, 200, Latency(request, random, 3, 40));
                entry.Path.Set($"/orders/{request.Order}");
                entry.Message.Set($"order {request.Order} shown");
                break;
            default:
                Answer(entry, HttpVerb.Get, request.IsLoginRefused ? 401 : 200, Latency(request, random, 5, 80));
                entry.Path.Set($"/orders?member={request.User}");
                if (request.IsLoginRefused)
                    entry.Message.Set($"orders of member {request.User} not listed: not logged in");
                else
                    entry.Message.Set($"orders of member {request.User} listed: {random.Range(0, 20)}");
                break;
        }
    }

    private static void Checkout(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        entry.Path.Set("/orders");
        if (request.IsPaymentDown)
        {
            Answer(entry, HttpVerb.Post, 502, PaymentService.BankTimeoutMs + Latency(request, random, 20, 150));
            entry.Message.Set($"order {request.Order} not created: the payment service does not answer");
        }
        else if (request.IsCardRefused)
        {
            Answer(entry, HttpVerb.Post, 402, WithPayment(request, random));
            entry.Message.Set($"order {request.Order} not created: card refused");
        }
        else
        {
            Answer(entry, HttpVerb.Post, 201, WithPayment(request, random));
            entry.Message.Set($"order {request.Order} created, {request.Amount} KRW");
        }
    }

    private static void Refund(in LogRequest request, SeededRandom random, LogEntry entry)
    {
        entry.Path.Set($"/orders/{request.Order}");
        if (request.IsPaymentDown)
        {
            Answer(entry, HttpVerb.Delete, 502, PaymentService.BankTimeoutMs + Latency(request, random, 20, 150));
            entry.Message.Set($"order {request.Order} not cancelled: the payment service does not answer");
        }
        else
        {
            Answer(entry, HttpVerb.Delete, 200, WithPayment(request, random));
            entry.Message.Set($"order {request.Order} cancelled");
        }
    }

    /// <summary>Latency of a request that waits for its payment, milliseconds: at least that of the payment service.</summary>
    private static int WithPayment(in LogRequest request, SeededRandom random) =>
        PaymentService.WithBank(request, random, PaymentService.SlowestMs, 150);
}
