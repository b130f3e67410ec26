namespace Pipeline.Music.Records;

/// <summary>Plays per partition, hour, artist and song: a row of the table song_plays. Only plays with artist and song count.</summary>
[Projection("song_plays", typeof(ListeningEvent))]
public sealed record SongPlays
{
    /// <summary>Partition of the topic music-streaming-events.</summary>
    [PartitionNumber]
    public int Partition { get; init; }

    /// <summary>Start of the UTC hour of the plays.</summary>
    [GroupBy(nameof(ListeningEvent.Ts), Minutes = 60)]
    public DateTime Hour { get; init; }

    /// <summary>Artist.</summary>
    [GroupBy(nameof(ListeningEvent.Artist))]
    public required string Artist { get; init; }

    /// <summary>Title of the track.</summary>
    [GroupBy(nameof(ListeningEvent.Song))]
    public required string Song { get; init; }

    /// <summary>Number of plays.</summary>
    [Count]
    public long Plays { get; init; }

    /// <summary>Sum of the lengths of the played tracks, seconds, exact to five decimals.</summary>
    [Sum(nameof(ListeningEvent.Length))]
    public decimal Seconds { get; init; }
}
