using Confluent.Kafka;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;

namespace Pipeline.UnitTests.Hosting;

public sealed class StartupChecksTests
{
    private const string Permissions = "deploy/kafka/acls.json";

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, "Broker: Topic authorization failed")]
    [InlineData(ErrorCode.Local_Partial, "An error occurred creating topics: [users]: [Broker: Cluster authorization failed].")]
    public void A_refused_permission_points_to_the_declared_permissions(ErrorCode code, string reason) =>
        Assert.Contains($"({reason.TrimEnd('.')}): {Permissions} declares", Refusal(code, reason), StringComparison.Ordinal);

    [Theory]
    [InlineData(ErrorCode.TopicException, "Broker: Invalid topic")]
    [InlineData(ErrorCode.Local_Partial, "An error occurred creating topics: [a]: [Broker: Invalid replication factor].")]
    public void Another_refusal_of_the_brokers_does_not(ErrorCode code, string reason) =>
        Assert.Equal($"Kafka at kafka:9092 refuses the request ({reason.TrimEnd('.')}).", Refusal(code, reason));

    private static string Refusal(ErrorCode code, string reason) =>
        StartupChecks.Refusal(new KafkaException(new Error(code, reason)), new KafkaConnection { BootstrapServers = "kafka:9092" }).Message;
}
