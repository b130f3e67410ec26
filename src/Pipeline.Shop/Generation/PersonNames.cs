namespace Pipeline.Shop.Generation;

/// <summary>A name in Hangul and in Latin letters for an e-mail address.</summary>
internal readonly record struct PersonName(string Hangul, string Latin);

/// <summary>
/// Names that fit gender and age in Korea. Family names come from Bogus, with weights. Given names are listed here, because Bogus
/// has only 21, without gender or generation.
/// </summary>
internal sealed class PersonNames
{
    /// <summary>
    /// Approximate shares in Korea, per cent, and the usual Latin spelling. Other names of Bogus have weight 1.
    /// Bogus has only 20 family names, so each is about 25 % more frequent than listed here: 김 has 27 %.
    /// </summary>
    private static readonly (string Hangul, double Share, string Latin)[] KnownFamilies =
    [
        ("김", 21.5, "kim"), ("이", 14.7, "lee"), ("박", 8.4, "park"), ("최", 4.7, "choi"), ("정", 4.3, "jung"),
        ("강", 2.4, "kang"), ("조", 2.1, "cho"), ("윤", 2.1, "yoon"), ("장", 2.0, "jang"), ("임", 1.7, "lim"),
        ("한", 1.5, "han"), ("오", 1.5, "oh"), ("서", 1.5, "seo"), ("신", 1.5, "shin"), ("권", 1.4, "kwon"),
        ("황", 1.4, "hwang"), ("안", 1.4, "ahn"), ("송", 1.4, "song"), ("류", 1.3, "ryu"), ("홍", 1.1, "hong"),
    ];

    /// <summary>Given names by the last year of birth for which they are typical (assumed).</summary>
    private static readonly (int BornUntil, string Men, string Women)[] Generations =
    [
        (1974, "영수 영철 정호 상철 종수 성호 광수 병철 재호 동수 용호 진수 명호 경수 기호 창수 태호 만수 철수 인호",
            "영희 정숙 미숙 영숙 경숙 순자 명숙 은숙 현숙 미경 은경 정희 혜숙 경희 선희 영미 미영 순옥 옥희 춘자"),
        (1994, "지훈 성민 현우 동현 준호 상훈 재현 민수 정훈 진우 성훈 승현 영진 태현 우진 종현 민호 경민 재민 용준",
            "지영 은영 수진 은정 지혜 혜진 미진 현정 민정 지현 유진 은지 보라 아름 수연 혜원 지은 소영 선영 주희"),
        (int.MaxValue, "민준 서준 도윤 예준 시우 하준 주원 지호 지후 준우 도현 건우 현준 우진 선우 서진 민재 유준 승우 시윤",
            "서연 서윤 지우 서현 민서 하은 하윤 윤서 지유 채원 수아 지아 다은 은서 예은 수빈 소율 예린 나은 유나"),
    ];

    private readonly Weighted<PersonName> _families;
    private readonly (int BornUntil, PersonName[] Men, PersonName[] Women)[] _generations;

    public PersonNames(SeededRandom random)
    {
        _families = new(BogusTexts.FamilyNames(random).Select(Family));
        _generations = [.. Generations.Select(static g => (g.BornUntil, Listed(g.Men), Listed(g.Women)))];
    }

    public (PersonName Family, PersonName Given) Draw(SeededRandom random, string gender, int birthYear)
    {
        var i = 0;
        while (birthYear > _generations[i].BornUntil)
            i++;
        var given = gender == Gender.Male ? _generations[i].Men : _generations[i].Women;
        return (random.Pick(_families), random.Pick(given));
    }

    private static (PersonName Item, double Weight) Family(string hangul)
    {
        foreach (var known in KnownFamilies)
        {
            if (known.Hangul == hangul)
                return (new(hangul, known.Latin), known.Share);
        }

        return (new(hangul, Romanisation.Of(hangul)), 1);
    }

    private static PersonName[] Listed(string names) =>
        [.. names.Split(' ').Select(static hangul => new PersonName(hangul, Romanisation.Of(hangul)))];
}
