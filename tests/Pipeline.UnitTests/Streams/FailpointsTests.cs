using Pipeline.Hosting.Settings;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Streams;

public sealed class FailpointsTests
{
    [Fact]
    public void Without_the_variable_no_point_does_anything()
    {
        Assert.Null(System.Environment.GetEnvironmentVariable(Failpoints.Variable));
        foreach (var name in Failpoints.Names)
            Failpoints.Reach(name);
        Assert.Equal(6, Failpoints.Names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("consumer.before_commit", "consumer.before_commit", 1)]
    [InlineData(" relay.after_acknowledge:30 ", "relay.after_acknowledge", 30)]
    [InlineData("writer.after_commit:1000000", "writer.after_commit", 1_000_000)]
    public void Value_names_a_point_and_the_time_it_is_reached(string value, string name, int count)
    {
        Assert.Null(Failpoints.Validate(value));
        Assert.Equal(new(name, count), Failpoints.Failpoint.Parse(value));
    }

    [Theory]
    [InlineData("consumer")]
    [InlineData("Consumer.Before_Commit")]
    [InlineData("consumer.before_commit:0")]
    [InlineData("consumer.before_commit:1000001")]
    [InlineData("consumer.before_commit:-1")]
    [InlineData("consumer.before_commit:")]
    [InlineData("consumer.before_commit:1:2")]
    [InlineData(":1")]
    public void Program_refuses_a_point_that_does_not_exist(string value)
    {
        var refused = Assert.Throws<SettingsException>(() => ShopSettings.Read(name => name switch
        {
            Failpoints.Variable => value,
            "POSTGRES_PASSWORD" => "secret",
            _ => null,
        }));
        var sentence = Assert.Single(refused.Faults);
        Assert.StartsWith($"CRASH_AT={value} is not a crash point", sentence, StringComparison.Ordinal);
        Assert.Contains("relay.before_publish", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Empty_counts_as_unset(string? value) => Assert.Null(Failpoints.Validate(value));
}
