using Pipeline.Cli.Chaos;
using Pipeline.IntegrationTests.Embedded;

namespace Pipeline.IntegrationTests.Chaos;

/// <summary>
/// A container system that is only a script with the interface of dc.sh: it remembers which of three services are killed or
/// paused, prints a status ten times per second, and records the requests.
/// </summary>
internal sealed class ScriptedSystem : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public ScriptedSystem(string verification = "verify: ok users=1")
    {
        File.WriteAllText(Script, $$"""
            #!/bin/sh
            cd '{{_folder.Path}}'
            state() { cat "$1.state" 2> /dev/null || echo running; }
            set_all() { to=$1; shift; for s; do echo "$to" > "$s.state"; done; }
            case "$1 $*" in
                "run "*status*)
                    while :; do
                        echo '{"partitions":[{"lag":3,"deadLettered":0}],"outboxWaiting":4,"outboxOldestSeconds":0.1}'
                        sleep 0.1
                    done ;;
                "run "*verify) echo '{{verification}}'; exit ;;
                ps*) for s in one two three; do
                        echo "{\"Service\":\"$s\",\"ID\":\"id-$s\",\"State\":\"$(state $s)\",\"Health\":\"\"}"
                    done; exit ;;
            esac
            echo "$*" >> asked
            verb=$1; shift
            case $verb in
                kill) set_all exited "$@" ;;
                pause) set_all paused "$@" ;;
                start|unpause) set_all running "$@" ;;
                exec) ;;
                *) echo "no such thing: $verb" >&2; exit 1 ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public ComposeProject Project => new(Script);

    /// <summary>What it was asked to change, in order.</summary>
    public string[] Asked => File.Exists(InFolder("asked")) ? File.ReadAllLines(InFolder("asked")) : [];

    private string Script => InFolder("dc.sh");

    public void Dispose() => _folder.Dispose();

    private string InFolder(string file) => Path.Combine(_folder.Path, file);
}
