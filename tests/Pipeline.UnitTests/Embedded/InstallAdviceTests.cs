using Pipeline.Embedded.Postgres;

namespace Pipeline.UnitTests.Embedded;

public sealed class InstallAdviceTests
{
    [Theory]
    [InlineData("ID=debian", "sudo apt-get install -y postgresql")]
    [InlineData("ID=linuxmint|ID_LIKE=\"ubuntu debian\"", "sudo apt-get install -y postgresql")]
    [InlineData("ID=\"rocky\"|ID_LIKE=\"rhel centos fedora\"", "sudo dnf install -y postgresql-server")]
    [InlineData("NAME=Fedora|ID=fedora", "sudo dnf install -y postgresql-server")]
    [InlineData("ID=alpine", "sudo apk add postgresql")]
    [InlineData("ID=manjaro|ID_LIKE=arch", "sudo pacman -S --noconfirm postgresql")]
    [InlineData("ID=\"opensuse-leap\"|ID_LIKE=\"suse opensuse\"", "sudo zypper install -y postgresql-server")]
    public void Command_follows_the_distribution_or_its_family(string osRelease, string command) =>
        Assert.Equal(command, InstallAdvice.LinuxCommand(osRelease.Split('|'), asRoot: false));

    [Fact]
    public void Root_gets_a_command_without_sudo() =>
        Assert.Equal("apt-get install -y postgresql", InstallAdvice.LinuxCommand(["ID=debian"], asRoot: true));

    [Fact]
    public void Unknown_distribution_gets_no_command() =>
        Assert.Null(InstallAdvice.LinuxCommand(["ID=plan9", "VERSION_ID=\"4\""], asRoot: false));
}
