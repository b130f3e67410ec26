using Pipeline.Music.Records;
using Pipeline.Music.Tables;

namespace Pipeline.Music.Settings;

/// <summary>The domain of the music service. It has no settings of its own.</summary>
public static class MusicSettings
{
    /// <summary>Streams and tables of the music service.</summary>
    public static PipelineDomain Domain { get; } = new(MusicStreams.Registry, [MusicContext.Migrations]);
}
