using Pipeline.Postgres.Schema;

namespace Pipeline.UnitTests.Postgres;

public sealed class ServerStateTests
{
    private const string Address = "db.example.com:5432/shop";

    [Theory]
    [InlineData(130_022, "PostgreSQL at db.example.com:5432/shop has version 13: use version 14 or later.")]
    [InlineData(90_624, "PostgreSQL at db.example.com:5432/shop has version 9: use version 14 or later.")]
    [InlineData(140_000, null)]
    [InlineData(170_001, null)]
    public void A_server_below_14_is_refused_by_its_version(int version, string? sentence)
    {
        var refusal = new ServerState("UTF8", version, IsStandby: false, IsReadOnly: false).Refusal(Address, writes: false);
        Assert.Equal((sentence, sentence is null ? null : false), (refusal?.Message, refusal?.IsTransient));
    }

    [Theory]
    [InlineData(true, "is a standby and accepts no writes: set POSTGRES_HOST and POSTGRES_PORT to the primary")]
    [InlineData(false, "accepts no writes: set default_transaction_read_only to off")]
    public void A_server_that_accepts_no_writes_is_refused_for_a_program_that_writes_until_it_does(bool standby, string sentence)
    {
        var server = new ServerState("UTF8", 150_000, standby, IsReadOnly: true);
        var refusal = server.Refusal(Address, writes: true);
        Assert.Contains(sentence, refusal?.Message, StringComparison.Ordinal);
        Assert.True(refusal!.IsTransient);
        Assert.Null(server.Refusal(Address, writes: false));
    }
}
