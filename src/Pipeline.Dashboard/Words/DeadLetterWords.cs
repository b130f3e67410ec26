namespace Pipeline.Dashboard.Words;

/// <summary>Texts about dead letters and their replay.</summary>
public sealed class DeadLetterWords(Language language) : LocalizedWords(language)
{
    public string Title => Say("Dead letters", "데드 레터");

    public string Reason => Say("Reason", "사유");

    public string Stream => Say("Stream", "스트림");

    public string Count => Say("Count", "건수");

    public string Newest => Say("Newest", "최근 시각");

    public string None => Say("No dead letters.", "데드 레터가 없습니다.");

    public string Samples => Say("Samples (personal data masked)", "샘플(개인 정보 마스킹)");

    public string SamplesOf(string stream, string reason) => Say($"Samples: {stream}, {reason}", $"샘플: {stream}, {reason}");

    public string Field => Say("Field", "필드");

    public string Key => Say("Key", "키");

    public string Replays => Say("Replays", "재전송 횟수");

    public string Replay => Say("Replay", "재전송");

    public string ReplayOf(string stream, string reason) => Say($"Replay: {stream}, {reason}", $"재전송: {stream}, {reason}");

    public string ReplayAll => Say("Replay all", "모두 재전송");

    public string Confirm => Say("Replay dead letters?", "데드 레터를 재전송할까요?");

    public string Explain(long count) => Say(
        $"Dead letters to replay: {count:N0}. Each message goes back to its original topic and partition. If it fails again, it becomes a "
            + $"dead letter again. A message that was replayed {ReplayOptions.DefaultMaxReplays} times is skipped.",
        $"데드 레터 {count:N0}건을 원래의 토픽과 파티션으로 다시 보냅니다. 다시 실패하면 데드 레터로 돌아옵니다. "
            + $"이미 {ReplayOptions.DefaultMaxReplays}회 재전송한 메시지는 건너뜁니다.");

    public string Running => Say("Replaying …", "재전송 중 …");

    public string Result(ReplaySummary r) => Join(
        " ",
        Say($"Replayed: {r.Sent:N0} of {r.Chosen:N0}.", $"{r.Chosen:N0}건 중 {r.Sent:N0}건을 재전송했습니다."),
        r.OverLimit == 0 ? "" : Say($"Skipped after too many replays: {r.OverLimit:N0}.", $"재전송 횟수 초과로 건너뜀: {r.OverLimit:N0}건."),
        r.Refused == 0 ? "" : Say($"Cannot be sent: {r.Refused:N0}.", $"보낼 수 없음: {r.Refused:N0}건."),
        r.Failure is null ? "" : Say($"Not acknowledged: {r.Failure}.", $"확인 응답 없음: {r.Failure}."));
}
