using Microsoft.AspNetCore.Http;
using Pipeline.Dashboard.Web;

namespace Pipeline.UnitTests.Dashboard;

public sealed class RequestGuardTests
{
    [Theory]
    [InlineData("localhost:8090", true)]
    [InlineData("LocalHost", true)]
    [InlineData("127.0.0.1:8090", true)]
    [InlineData("[::1]:8090", true)]
    [InlineData("evil.example:8090", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("10.0.0.7:8090", false)]
    [InlineData("", false)]
    public void Without_a_token_only_host_names_of_this_machine_are_accepted(string host, bool isAccepted)
    {
        Assert.Equal(isAccepted, RequestGuard.Refusal(Request(host), hasToken: false) is null);
        Assert.Null(RequestGuard.Refusal(Request(host), hasToken: true));
    }

    [Theory]
    [InlineData("http://localhost:8090", true)]
    [InlineData("https://localhost:8090", true)]
    [InlineData("http://localhost:3000", false)]
    [InlineData("http://evil.example:8090", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    public void Requests_from_other_sites_are_refused_with_and_without_a_token(string origin, bool isAccepted)
    {
        var request = Request("localhost:8090");
        request.Headers.Origin = origin;
        Assert.Equal(isAccepted, RequestGuard.Refusal(request, hasToken: false) is null);
        Assert.Equal(isAccepted, RequestGuard.Refusal(request, hasToken: true) is null);
    }

    private static HttpRequest Request(string host)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new(host);
        return request;
    }
}
