using Pipeline.Operations.DeadLetters;

namespace Pipeline.Dashboard.Words;

/// <summary>Dead letters.</summary>
public sealed class LetterWords(Language language) : Wording(language)
{
    public string Title => Say("Dead letters", "데드 레터");

    public string Reason => Say("Reason", "사유");

    public string Stream => Say("Stream", "스트림");

    public string Count => Say("Letters", "건수");

    public string Newest => Say("Newest", "최근");

    public string None => Say("None waits.", "대기 중인 것이 없습니다.");

    public string Samples => Say("Samples, personal data masked", "예시 (개인 정보 가림)");

    public string Samples1(string stream, string reason) => Say($"Samples of {stream}, {reason}", $"{stream}, {reason} 예시");

    public string Detail => Say("Field", "필드");

    public string Key => Say("Key", "키");

    public string Again => Say("Sent again", "다시 보낸 횟수");

    public string Replay => Say("Send again", "다시 보내기");

    public string ReplayOne(string stream, string reason) => Say($"Send again: {stream}, {reason}", $"다시 보내기: {stream}, {reason}");

    public string ReplayAll => Say("Send all again", "모두 다시 보내기");

    public string Ask => Say("Send dead letters again?", "데드 레터를 다시 보낼까요?");

    public string Explain(long letters) => Say(
        letters == 1
            ? "1 letter goes to the topic and partition it came from. If its cause is not removed, it comes back; after three times it is left alone."
            : $"{letters:N0} letters go to the topics and partitions they came from. If their cause is not removed, they come back; after three times they are left alone.",
        $"데드 레터 {letters:N0}건을 원래 토픽과 파티션으로 보냅니다. 원인이 남아 있으면 되돌아오며, 세 번 되돌아온 것은 그대로 둡니다.");

    public string Running => Say("Sending …", "보내는 중 …");

    public string Result(ReplaySummary r) => string.Join(" ", ((string[])[
        Say($"Sent again: {r.Sent:N0} of {r.Chosen:N0}.", $"다시 보냄: {r.Chosen:N0}건 중 {r.Sent:N0}건."),
        r.LeftAlone == 0 ? "" : Say($"Left alone, because they came back too often: {r.LeftAlone:N0}.", $"여러 번 되돌아와 그대로 둠: {r.LeftAlone:N0}건."),
        r.Refused == 0 ? "" : Say($"Refused by the brokers: {r.Refused:N0}.", $"브로커가 거절함: {r.Refused:N0}건."),
        r.Failure is null ? "" : Say($"It broke off: {r.Failure}.", $"중단됨: {r.Failure}."),
    ]).Where(static part => part.Length > 0));
}
