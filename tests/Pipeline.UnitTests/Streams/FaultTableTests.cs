using Confluent.Kafka;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Streams;

public sealed class FaultTableTests
{
    [Theory]
    [InlineData("40001", "serialization_failure")]
    [InlineData("40P01", "deadlock")]
    public void A_transaction_that_lost_a_race_is_repeated(string sqlState, string name)
    {
        var fault = FaultTable.OfSqlState(sqlState);
        Assert.Equal((FaultAction.Retry, name), (fault.Action, fault.Name));
    }

    [Theory]
    [InlineData("57014", "statement_timeout")]
    [InlineData("55P03", "lock_timeout")]
    [InlineData("53000", "server_resources")]
    [InlineData("53100", "server_resources")]
    [InlineData("53200", "server_resources")]
    [InlineData("53300", "server_resources")]
    [InlineData("53400", "server_resources")]
    [InlineData("25006", "read_only")]
    [InlineData("57P01", "server_shutdown")]
    [InlineData("57P02", "server_crash")]
    [InlineData("57P03", "server_starting")]
    [InlineData("08006", "connection")]
    [InlineData("58030", "server_system")]
    [InlineData("XX001", "server_internal")]
    public void The_state_of_the_database_is_waited_out_behind_the_breaker(string sqlState, string name)
    {
        var fault = FaultTable.OfSqlState(sqlState);
        Assert.Equal((FaultAction.OpenBreaker, name), (fault.Action, fault.Name));
    }

    [Theory]
    [InlineData("22001", "bad_value")]
    [InlineData("22003", "bad_value")]
    [InlineData("22021", "bad_value")]
    [InlineData("22P05", "bad_value")]
    [InlineData("23502", "constraint")]
    [InlineData("23505", "constraint")]
    [InlineData("23514", "constraint")]
    public void A_row_at_fault_is_dead_lettered(string sqlState, string name)
    {
        var fault = FaultTable.OfSqlState(sqlState);
        Assert.Equal((FaultAction.DeadLetter, name), (fault.Action, fault.Name));
    }

    [Fact]
    public void Only_classes_22_and_23_are_ever_the_events_fault()
    {
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var classes = digits.SelectMany(static a => digits.Select(b => $"{a}{b}")).ToList();
        var blaming = classes.Where(static c => FaultTable.OfSqlState(c + "000").Action == FaultAction.DeadLetter);
        Assert.Equal(["22", "23"], blaming);
        var lines = FaultTable.All.Where(
            static f => f is { Source: "postgres", Action: FaultAction.DeadLetter }).Select(static f => f.Code);
        Assert.Equal(["22*", "23*"], lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_line_is_hidden_by_an_earlier_one() => Assert.All(FaultTable.All, static fault =>
    {
        var earlier = FaultTable.All.TakeWhile(f => !ReferenceEquals(f, fault)).Where(f => f.Source == fault.Source);
        Assert.DoesNotContain(earlier, f => Covers(f.Code, fault.Code));
    });

    [Theory]
    [InlineData("postgres")]
    [InlineData("kafka")]
    [InlineData("event")]
    public void The_last_line_of_a_source_takes_everything(string source) =>
        Assert.Equal("*", FaultTable.All.Last(f => f.Source == source).Code);

    [Fact]
    public void A_code_that_nobody_foresaw_is_never_the_events_fault()
    {
        Assert.Equal(FaultAction.OpenBreaker, FaultTable.OfSqlState("ZZ999").Action);
        Assert.Equal(FaultAction.Retry, FaultTable.OfKafka("SomethingNew").Action);
    }

    [Fact]
    public void Every_Kafka_line_is_a_name_that_the_client_gives_out()
    {
        var names = Enum.GetNames<ErrorCode>();
        Assert.All(FaultTable.All.Where(static f => f.Source == "kafka"), fault =>
            Assert.Contains(names, name => Covers(fault.Code, name)));
    }

    [Fact]
    public void Every_refusal_has_a_line_of_its_own_name_and_nothing_else_has()
    {
        var refusals = Enum.GetValues<RefusalReason>().Where(static r =>
            r != RefusalReason.None).Select(static r => new Refusal(r).Name).ToList();
        Assert.All(refusals, static name =>
            Assert.Equal((name, FaultAction.DeadLetter), (FaultTable.OfRefusal(name).Name, FaultTable.OfRefusal(name).Action)));
        Assert.Equal([.. refusals, "*"], FaultTable.All.Where(static f => f.Source == "event").Select(static f => f.Code));
    }

    [Fact]
    public void Too_few_replicas_is_one_fault_before_and_after_the_append()
    {
        Assert.Equal("below_min_insync", FaultTable.OfKafka(nameof(ErrorCode.NotEnoughReplicas)).Name);
        Assert.Equal("below_min_insync", FaultTable.OfKafka(nameof(ErrorCode.NotEnoughReplicasAfterAppend)).Name);
    }

    private static bool Covers(string pattern, string code) =>
        pattern.EndsWith('*') ? code.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == code;
}
