namespace Pipeline.Dashboard.Words;

/// <summary>Words for throughput, latency and backlog.</summary>
public sealed class FlowWords(Language language) : LocalizedWords(language)
{
    public string Title => Say("Throughput and latency by topic", "토픽별 처리량과 지연 시간");

    public string Charts => Say("Last 15 minutes", "최근 15분");

    public string Topic => Say("Topic", "토픽");

    public string Group => Say("Group", "그룹");

    public string Partition => Say("Partition", "파티션");

    public string Produced => Say("Produced per second", "초당 발행");

    public string Applied => Say("Applied per second", "초당 반영");

    public string Latency => Say("End-to-end latency", "종단 간 지연 시간");

    public string P50 => Say("p50", "p50");

    public string P99 => Say("p99", "p99");

    public string Lag => Say("Lag", "컨슈머 랙");

    public string LagByPartition => Say("Lag by group and partition", "그룹·파티션별 컨슈머 랙");

    public string LogEndOffset => Say("Log end offset", "로그 끝 오프셋");

    public string NextOffset => Say("Next offset", "다음 오프셋");

    public string AppliedTotal => Say("Applied", "반영");

    public string Duplicates => Say("Duplicates", "중복");

    public string DeadLettered => Say("Dead-lettered", "데드 레터");

    public string Outbox => Say("Outbox", "아웃박스");

    public string Oldest(string age) => Say($"oldest: {age}", $"가장 오래된 이벤트: {age}");

    public string Empty => Say("empty", "비어 있음");

    /// <summary>A duration in the unit that keeps it short; a dash for null.</summary>
    public string Duration(double? seconds) => seconds switch
    {
        null => "–",
        < 0.0095 => Say($"{seconds * 1000:0.0} ms", $"{seconds * 1000:0.0}ms"),
        < 0.9995 => Say($"{seconds * 1000:0} ms", $"{seconds * 1000:0}ms"),
        < 60 => Say($"{seconds:0.0} s", $"{seconds:0.0}초"),
        _ => Say($"{seconds / 60:0.0} min", $"{seconds / 60:0.0}분"),
    };
}
