namespace Pipeline.Dashboard.Words;

/// <summary>Words for the page as a whole and for the log-in page.</summary>
public sealed class PageWords(Language language) : LocalizedWords(language)
{
    public string Title => Say("Pipeline dashboard", "파이프라인 대시보드");

    public string Overview => Say("Overview", "요약");

    public string SkipToContent => Say("Skip to content", "본문으로 건너뛰기");

    public string AsOf => Say("As of", "기준 시각");

    public string Dark => Say("Dark mode", "다크 모드");

    public string LogOut => Say("Log out", "로그아웃");

    public string LogIn => Say("Log in", "로그인");

    public string Token => Say("Token (DASHBOARD_TOKEN)", "토큰(DASHBOARD_TOKEN)");

    public string WrongToken => Say("The token is wrong.", "토큰이 올바르지 않습니다.");

    public string NeedsScript => Say(
        "This page needs JavaScript. The command “make status” shows the same data in a terminal.",
        "이 페이지를 보려면 JavaScript가 필요합니다. 터미널에서 make status를 실행하면 같은 내용을 볼 수 있습니다.");

    public string Reconnecting => Say(
        "The connection to the dashboard is lost. Reconnecting … The numbers are stale until then.",
        "대시보드와의 연결이 끊겨 다시 연결하는 중입니다. 연결될 때까지는 이전 값이 표시됩니다.");

    public string Loading => Say("Loading …", "불러오는 중 …");

    public string Unknown => Say("unknown", "알 수 없음");

    public string Cancel => Say("Cancel", "취소");

    public string Table => Say("Show as table", "표로 보기");

    public string MinutesAgo => Say("Minutes ago", "경과 시간(분)");

    public string ChartStart => Say("15 min ago", "15분 전");

    public string Now => Say("now", "현재");

    public string ChartPeriod => Say("last 15 minutes", "최근 15분");

    public string NoData => Say("No data yet.", "아직 데이터가 없습니다.");

    public string KafkaOff => Say(
        "KAFKA_ENABLED=false: rows are written without events, and nothing is published.",
        "KAFKA_ENABLED=false: 이벤트 없이 데이터베이스에만 기록하며 Kafka로 발행하지 않습니다.");

    public string RenderFailed => Say(
        "The page could not be rendered. The next update tries again.", "화면을 표시하지 못했습니다. 다음 갱신 때 다시 시도합니다.");

    public string NotStarted => Say(
        "The action was not started. Reload the page and try again.", "시작하지 못했습니다. 페이지를 새로 고친 뒤 다시 시도하세요.");

    public string AlreadyRunning => Say("The action is already running.", "이미 실행 중입니다.");

    public string Stale(string age) => Say($"stale: read {age} ago", $"이전 값: {age} 전");

    public string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => Say($"{age.TotalSeconds:0} s", $"{age.TotalSeconds:0}초"),
        { TotalMinutes: < 60 } => Say($"{age.TotalMinutes:0} min", $"{age.TotalMinutes:0}분"),
        { TotalHours: < 48 } => Say($"{age.TotalHours:0} h", $"{age.TotalHours:0}시간"),
        _ => Say($"{age.TotalDays:0} d", $"{age.TotalDays:0}일"),
    };
}
