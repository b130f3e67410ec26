namespace AdPipeline.Commands;

/// <summary><c>schema register</c>.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var file = AdCommands.Text("--file", "FILE", "Schema to register instead of the built-in schemas/ad_event.avsc.");
        var register = new Command(
            "register", "Register the schema of the messages (compatibility BACKWARD); an equal schema gets no new version.") { file };
        register.SetAction(async (result, _) =>
        {
            var kafka = ServerSettings.Read(static s => [s.Kafka]).Kafka;
            var schema = result.GetValue(file) is { } path ? AdSchema.ReadFile(path) : AdSchema.Text;
            Console.WriteLine(await AdSchema.RegisterAsync(kafka.SchemaRegistry, kafka.Topics.Of(AdStreams.Events), schema));
        });
        return new("schema", "The Avro schema of the messages.") { register };
    }
}
