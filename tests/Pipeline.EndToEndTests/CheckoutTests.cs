using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.EndToEndTests;

/// <summary>What make and dc.sh do with deploy/.env, with ports that are in use, and with the system of another folder.</summary>
[Trait("Category", "Compose")]
[Collection(NoSystem.Name)]
public sealed class CheckoutTests
{
    private readonly string _project = $"test-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("SECURE=1\r\nPOSTGRES_DB=shop\r\nPOSTGRES_PASSWORD=x y\r\n", "shop", "x y")]
    [InlineData("export SECURE=\"1\"\nexport POSTGRES_DB='shop'\nPOSTGRES_PASSWORD='p$w&\"<'\n", "shop", "p$w&\"<")]
    [InlineData(" SECURE = 1 # comment\nPOSTGRES_DB: shop\nPOSTGRES_PASSWORD=\"${POSTGRES_DB}1\"\n", "shop", "shop1")]
    public async Task Settings_file_means_what_it_means_to_Compose(string content, string database, string password)
    {
        using var checkout = new Checkout(_project);
        await File.WriteAllTextAsync(checkout.EnvFile, content, TestContext.Current.CancellationToken);
        Assert.Equal("1", await checkout.SettingAsync("SECURE"));
        Assert.Equal(database, await checkout.SettingAsync("POSTGRES_DB"));
        Assert.Equal(password, await checkout.SettingAsync("POSTGRES_PASSWORD"));
    }

    [Theory]
    [InlineData("this is no line\n", "deploy/.env cannot be read (")]
    [InlineData("SECURE=yes\n", "SECURE=yes in deploy/.env is neither 1 nor 0.")]
    [InlineData("POSTGRES_PASSWORD=\"a\nb\"\n", "POSTGRES_PASSWORD in deploy/.env contains a backslash or a line break")]
    public async Task Settings_file_that_cannot_be_read_is_refused_in_one_sentence(string content, string sentence)
    {
        using var checkout = new Checkout(_project);
        await File.WriteAllTextAsync(checkout.EnvFile, content, TestContext.Current.CancellationToken);
        var (exitCode, output) = await checkout.RunAsync("dc.sh", ["ps"]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"dc.sh: {sentence}", Assert.Single(output.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_password_in_the_settings_file_is_the_one_that_the_database_gets()
    {
        using var checkout = new Checkout(_project);
        Assert.Equal(0, (await checkout.RunAsync("dc.sh", ["config", "--quiet"], ("POSTGRES_PASSWORD", "p$w x"))).ExitCode);
        Assert.Equal("p$w x", await checkout.SettingAsync("POSTGRES_PASSWORD"));
    }

    [Fact]
    public async Task Port_in_use_is_named_with_its_setting_before_anything_is_built()
    {
        using var checkout = new Checkout(_project);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (exitCode, output) = await checkout.RunAsync("make", ["start-all", $"DASHBOARD_PORT={port}"]);
        Assert.NotEqual(0, exitCode);
        var sentence = Assert.Single(output.Split('\n'), static line => !line.StartsWith("make: ", StringComparison.Ordinal));
        Assert.StartsWith(
            $"dc.sh: Port {port} is in use on this machine: set DASHBOARD_PORT to a free port", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projects_have_ports_and_images_of_their_own()
    {
        using var one = new Checkout(_project);
        using var other = new Checkout($"{_project}-2");
        foreach (var name in (string[])["KAFKA_1_PORT_HOST", "POSTGRES_PORT_HOST", "DASHBOARD_PORT", "PIPELINE_IMAGE"])
        {
            using var plain = new Checkout("");
            string[] values = [await plain.SettingAsync(name), await one.SettingAsync(name), await other.SettingAsync(name)];
            Assert.Equal(3, values.Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public async Task System_of_another_folder_is_left_alone()
    {
        using var first = new Checkout(_project);
        using var second = new Checkout(_project);
        try
        {
            await first.SucceedAsync("dc.sh", "up", "--detach", "--wait", "postgres");
            await RefusesAsync("make", "clean");
            await RefusesAsync("make", "down");
            await RefusesAsync("make", "stop-consumers");
            await RefusesAsync("make", "start-producer");
            await RefusesAsync("dc.sh", "rm", "--force", "--stop");
            Assert.NotEmpty(await first.SucceedAsync("dc.sh", "ps", "--quiet", "--status", "running"));

            // Without containers, the volumes still belong to the first folder.
            await first.SucceedAsync("make", "down");
            await RefusesAsync("make", "clean");
            await RefusesAsync("dc.sh", "up", "--detach", "postgres");
            Assert.Contains($"{_project}_postgres", await VolumesAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await first.SucceedAsync("make", "clean");
        }

        Assert.DoesNotContain(_project, await VolumesAsync(), StringComparison.Ordinal);

        async Task RefusesAsync(string program, params string[] arguments)
        {
            var (exitCode, output) = await second.RunAsync(program, arguments);
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"dc.sh: The system '{_project}' was started in {first.Folder}: ", output, StringComparison.Ordinal);
        }
    }

    private static async Task<string> VolumesAsync() =>
        (await ContainerSystem.RunAsync("docker", ["volume", "ls", "--quiet"], ContainerSystem.Short)).Output;
}
