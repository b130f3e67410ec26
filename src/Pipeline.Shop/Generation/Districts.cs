namespace Pipeline.Shop.Generation;

/// <summary>
/// Districts by province or metropolitan city, each with its population in units of 10,000. The proportions are approximately
/// real; small districts are omitted. Sejong has no districts, so it uses the name in address forms.
/// </summary>
internal static class Districts
{
    private static readonly (string Province, string Districts)[] Inhabitants =
    [
        ("서울특별시", "송파구 65 강서구 56 강남구 55 노원구 49 관악구 48 은평구 46 강동구 46 양천구 43 성북구 42 서초구 41 구로구 39 중랑구 38 " +
            "동작구 38 영등포구 37 마포구 36 동대문구 34 광진구 33 도봉구 30 서대문구 30 강북구 28 성동구 27 금천구 22 용산구 21 종로구 14 중구 12"),
        ("부산광역시", "해운대구 38 부산진구 36 사하구 30 북구 27 남구 26 동래구 27 금정구 22 연제구 21 사상구 20 수영구 17 기장군 18"),
        ("대구광역시", "달서구 53 북구 42 수성구 41 동구 34 달성군 26 서구 16 남구 14 중구 9"),
        ("인천광역시", "서구 63 남동구 49 부평구 49 미추홀구 41 연수구 39 계양구 28 중구 16"),
        ("광주광역시", "북구 42 광산구 40 서구 28 남구 21 동구 11"),
        ("대전광역시", "서구 46 유성구 36 동구 22 중구 22 대덕구 17"),
        ("울산광역시", "남구 31 중구 21 북구 22 울주군 22 동구 15"),
        ("세종특별자치시", "세종시 38"),
        ("경기도", "수원시 119 용인시 108 고양시 107 화성시 95 성남시 92 부천시 78 남양주시 73 안산시 63 평택시 59 안양시 54 시흥시 52 파주시 50 " +
            "김포시 49 의정부시 46 광주시 39 하남시 33 광명시 29 군포시 26 오산시 23 이천시 22 구리시 19"),
        ("강원특별자치도", "원주시 36 춘천시 29 강릉시 21 속초시 8"),
        ("충청북도", "청주시 85 충주시 21 제천시 13"),
        ("충청남도", "천안시 66 아산시 35 서산시 18 당진시 17"),
        ("전북특별자치도", "전주시 64 익산시 27 군산시 26"),
        ("전라남도", "여수시 27 순천시 28 목포시 21 광양시 15"),
        ("경상북도", "포항시 49 구미시 40 경산시 27 경주시 25 안동시 15"),
        ("경상남도", "창원시 101 김해시 53 진주시 34 양산시 36 거제시 23"),
        ("제주특별자치도", "제주시 49 서귀포시 18"),
    ];

    /// <summary>All districts, for example 서울특별시 송파구, weighted by population.</summary>
    public static Weighted<string> All { get; } = new(Inhabitants.SelectMany(static p => Read(p.Province, p.Districts)));

    private static IEnumerable<(string Item, double Weight)> Read(string province, string districts) =>
        districts.Split(' ').Chunk(2).Select(pair => ($"{province} {pair[0]}", double.Parse(pair[1])));
}
