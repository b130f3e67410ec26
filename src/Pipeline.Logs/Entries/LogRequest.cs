namespace Pipeline.Logs.Entries;

/// <summary>What a request wants.</summary>
public enum RequestKind
{
    /// <summary>Buys the content of the cart: needs the member, an order and a payment.</summary>
    Checkout,

    /// <summary>Looks at an earlier order and how it was paid.</summary>
    OrderStatus,

    /// <summary>Logs in.</summary>
    Login,

    /// <summary>Returns an order and gets the money back.</summary>
    Refund,
}

/// <summary>
/// One request to the shop. Every service that writes an entry about it sees the same values, so the entries agree. The values follow
/// from the seed, the number of the request and the incidents.
/// </summary>
public readonly record struct LogRequest
{
    /// <summary>What it wants.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>The user.</summary>
    public required int User { get; init; }

    /// <summary>The order.</summary>
    public required int Order { get; init; }

    /// <summary>The price of the order, won.</summary>
    public required int Amount { get; init; }

    /// <summary>IPv4 address of the client.</summary>
    public required uint Address { get; init; }

    /// <summary>Number of the client program.</summary>
    public required int Client { get; init; }

    /// <summary>Whether a log-in is refused without a look at the password, because of too many tries.</summary>
    public required bool IsBlocked { get; init; }

    /// <summary>Whether the bank does not answer.</summary>
    public required bool IsPaymentDown { get; init; }

    /// <summary>Whether the card is refused.</summary>
    public required bool IsCardRefused { get; init; }

    /// <summary>Whether the password is wrong.</summary>
    public required bool IsPasswordWrong { get; init; }

    /// <summary>How long the bank takes for a payment, milliseconds before the slowness; 0 for a request without a payment.</summary>
    public required int BankMs { get; init; }

    /// <summary>Whether it is a log-in that fails. Then the other services refuse what belongs to the member.</summary>
    public bool IsLoginRefused => Kind == RequestKind.Login && (IsBlocked || IsPasswordWrong);

    /// <summary>Factor of the latencies of all services, 1 or more.</summary>
    public required int Slowness { get; init; }
}
