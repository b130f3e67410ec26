namespace Pipeline.Cli.Chaos;

/// <summary>Kills and starts containers, or pauses and unpauses them.</summary>
/// <param name="name">Name in FAULT=name.</param>
/// <param name="summary">Description in the list of faults.</param>
/// <param name="services">Services to choose from.</param>
/// <param name="hit">Number of services to stop.</param>
/// <param name="freeze">Pause instead of kill.</param>
/// <param name="seconds">Minimum and maximum duration, seconds.</param>
internal sealed class ServiceFault(
    string name, string summary, string[] services, int hit, bool freeze, (int Least, int Most) seconds) : ChaosFault(name, summary)
{
    private readonly List<string> _hit = [];

    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        var left = services.ToList();
        for (var i = 0; i < hit; i++)
        {
            var service = left[random.Next(left.Count)];
            left.Remove(service);
            _hit.Add(service);
        }

        await project.RunAsync(cancellationToken, [freeze ? "pause" : "kill", .. _hit]);
        return string.Join(", ", _hit);
    }

    public override int Seconds(SeededRandom random) => seconds.Least + random.Next(seconds.Most - seconds.Least + 1);

    public override async Task EndAsync(ComposeProject project)
    {
        // Reads the current states, because an interrupted injection may have stopped only some of the services.
        var states = (await project.StatesAsync(CancellationToken.None)).Where(s => _hit.Contains(s.Service)).ToList();
        string[] frozen = [.. states.Where(s => s.State == "paused").Select(s => s.Service)];
        string[] dead = [.. states.Where(s => s.State is "exited" or "dead" or "created").Select(s => s.Service)];
        if (frozen.Length > 0)
            await project.RunAsync(CancellationToken.None, ["unpause", .. frozen]);
        if (dead.Length > 0)
            await project.RunAsync(CancellationToken.None, ["start", .. dead]);
        _hit.Clear();
    }
}

/// <summary>Restarts the members of a consumer group one after another.</summary>
internal sealed class RollingRestart(string[][] groups)
    : ChaosFault("consumers-restarted", "the three members of a group are restarted one by one")
{
    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        var members = groups[random.Next(groups.Length)];
        foreach (var member in members)
            await project.RunAsync(cancellationToken, "restart", member);
        return string.Join(", ", members);
    }
}

/// <summary>Disconnects a broker from its network.</summary>
internal sealed class NetworkCut(string[] brokers) : ChaosFault("network-cut", "a broker loses its network for 15 to 30 s")
{
    private (string Service, string Container, string Network)? _cut;

    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        var broker = brokers[random.Next(brokers.Length)];
        var container = (await project.StatesAsync(cancellationToken)).Single(s => s.Service == broker).Id;
        var networks = await NetworksAsync(container, cancellationToken);
        _cut = (broker, container, networks.Split(' ')[0].Trim());
        await ComposeProject.DockerAsync(cancellationToken, "network", "disconnect", "--force", _cut.Value.Network, container);
        return broker;
    }

    public override int Seconds(SeededRandom random) => 15 + random.Next(16);

    public override async Task EndAsync(ComposeProject project)
    {
        if (_cut is not { } cut)
            return;
        var networks = await NetworksAsync(cut.Container, CancellationToken.None);
        if (!networks.Split(' ', '\n').Contains(cut.Network))
        {
            await ComposeProject.DockerAsync(
                CancellationToken.None, "network", "connect", "--alias", cut.Service, cut.Network, cut.Container);
        }

        _cut = null;
    }

    private static Task<string> NetworksAsync(string container, CancellationToken cancellationToken) => ComposeProject.DockerAsync(
        cancellationToken, "inspect", "--format", "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}", container);
}
