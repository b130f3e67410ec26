namespace Pipeline.Dashboard.Words;

/// <summary>What belongs to the page as a whole.</summary>
public sealed class PageWords(Language language) : Wording(language)
{
    public string Title => Say("Pipeline dashboard", "파이프라인 대시보드");

    public string Overview => Say("At a glance", "한눈에 보기");

    public string SkipToContent => Say("Skip to content", "본문으로 건너뛰기");

    public string AsOf => Say("as of", "기준 시각");

    public string Dark => Say("Dark colours", "어두운 화면");

    public string LogOut => Say("Log out", "로그아웃");

    public string LogIn => Say("Log in", "로그인");

    public string Token => Say("Token (DASHBOARD_TOKEN)", "토큰 (DASHBOARD_TOKEN)");

    public string WrongToken => Say("That is not the token.", "토큰이 맞지 않습니다.");

    public string NeedsScript => Say("This page needs JavaScript; “make status” in a terminal shows the same.", "이 화면에는 JavaScript가 필요합니다. 터미널에서 make status로 같은 내용을 볼 수 있습니다.");

    public string Reconnecting => Say("The connection to the dashboard is lost; it is being restored. The numbers are old until then.", "대시보드와 연결이 끊겨 다시 연결하는 중입니다. 그동안 표시된 숫자는 이전 값입니다.");

    public string Loading => Say("Reading …", "읽는 중 …");

    public string Unknown => Say("unknown", "알 수 없음");

    public string Cancel => Say("Cancel", "취소");

    public string Table => Say("As a table", "표로 보기");

    public string MinutesAgo => Say("Minutes ago", "몇 분 전");

    public string QuarterAgo => Say("15 min ago", "15분 전");

    public string Now => Say("now", "지금");

    public string LastQuarter => Say("the last 15 minutes", "최근 15분");

    public string NothingYet => Say("Nothing yet", "아직 없음");

    public string KafkaOff => Say("KAFKA_ENABLED=false: rows are written without events; nothing flows.", "KAFKA_ENABLED=false: 이벤트 없이 행만 기록되며 흐르는 데이터가 없습니다.");

    public string CannotDraw => Say("This could not be drawn; trying again in a moment.", "화면을 그리지 못했습니다. 잠시 후 다시 시도합니다.");

    public string Failed => Say("It could not be started. Load the page anew and try again.", "시작하지 못했습니다. 화면을 새로 고친 뒤 다시 시도하세요.");

    public string Busy => Say("It is running already.", "이미 실행 중입니다.");

    public string Stale(string age) => Say($"old: seen {age} ago", $"이전 값: {age} 전");

    public string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => Say($"{age.TotalSeconds:0} s", $"{age.TotalSeconds:0}초"),
        { TotalMinutes: < 60 } => Say($"{age.TotalMinutes:0} min", $"{age.TotalMinutes:0}분"),
        { TotalHours: < 48 } => Say($"{age.TotalHours:0} h", $"{age.TotalHours:0}시간"),
        _ => Say($"{age.TotalDays:0} d", $"{age.TotalDays:0}일"),
    };
}
