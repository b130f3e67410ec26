namespace Pipeline.Dashboard.Words;

/// <summary>What flows, and what waits.</summary>
public sealed class FlowWords(Language language) : Wording(language)
{
    public string Title => Say("Flow", "흐름");

    public string Charts => Say("The last 15 minutes", "최근 15분");

    public string Topic => Say("Topic", "토픽");

    public string Group => Say("Group", "그룹");

    public string Partition => Say("Partition", "파티션");

    public string Produced => Say("Produced a second", "초당 발행");

    public string Applied => Say("Applied a second", "초당 반영");

    public string Latency => Say("From occurrence to effect", "발생부터 반영까지");

    public string Half => Say("p50", "p50");

    public string NearlyAll => Say("p99", "p99");

    public string Lag => Say("Lag", "지연(랙)");

    public string LagByPartition => Say("Lag by group and partition", "그룹·파티션별 랙");

    public string LogEnd => Say("Log end", "로그 끝");

    public string Next => Say("Next", "다음 오프셋");

    public string AppliedInAll => Say("Applied", "반영");

    public string Duplicates => Say("Duplicates", "중복");

    public string DeadLettered => Say("Dead-lettered", "데드 레터");

    public string Outbox => Say("Outbox", "아웃박스");

    public string Oldest(string age) => Say($"the oldest for {age}", $"가장 오래된 것 {age}");

    public string Empty => Say("empty", "비어 있음");

    public string Duration(double? seconds) => seconds switch
    {
        null => "–",
        < 0.0095 => Say($"{seconds * 1000:0.0} ms", $"{seconds * 1000:0.0}ms"),
        < 0.9995 => Say($"{seconds * 1000:0} ms", $"{seconds * 1000:0}ms"),
        < 60 => Say($"{seconds:0.0} s", $"{seconds:0.0}초"),
        _ => Say($"{seconds / 60:0.0} min", $"{seconds / 60:0.0}분"),
    };
}
