using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Hosting.Settings;
using Pipeline.Music.Behaviour;

namespace Pipeline.UnitTests.Music;

public sealed class BehaviourTests
{
    [Fact]
    public void The_built_in_behaviour_has_no_fault() => Assert.Empty(BehaviourChecks.Faults(BehaviourModel.BuiltIn().File));

    [Fact]
    public void A_row_that_does_not_sum_to_1_is_refused_by_name() => Assert.Equal(
        ["mine.json: The row Thumbs Up of transitions sums to 1.04 instead of 1."],
        MusicSample.Faults(static b => b["transitions"]!["Thumbs Up"]!["NextSong"] = 0.9));

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var faults = MusicSample.Faults(static b =>
        {
            b["transitions"]!["Home"]!.AsObject().Remove("Logout");
            b["tastes"]!["indie"]!["chart"] = 0.5;
            b["firstPage"]!["Start"] = 0.0;
            b["hours"]!.AsArray().RemoveAt(0);
            b["levels"]!["free"]!["skip"] = 1.5;
            b["transitions"]!.AsObject().Remove("Search");
            b["days"]!["Caturday"] = 1;
            b["pages"]!["Browse"]!["gap"]!["medianSeconds"] = 0;
            b["pages"]!["Home"]!["method"] = "get";
            b["pages"]!["Search"]!["status"] = 99;
        });

        Assert.Equal(
            [
                "mine.json: The row firstPage names 'Start', which is not one of Home, NextSong, Search, Browse, Thumbs Up, Thumbs Down, "
                    + "Add to Playlist, Settings, Logout.",
                "mine.json: transitions has no row 'Search'.",
                "mine.json: The row Home of transitions sums to 0.96 instead of 1.",
                "mine.json: method of Home is 'get'; it must be 1 to 10 of the letters A to Z.",
                "mine.json: status of Search is 99; it must be from 100 to 599.",
                "mine.json: medianSeconds of the gap of Browse is 0; it must be from 0.001 to 86400.",
                "mine.json: The row indie of tastes sums to 1.5 instead of 1.",
                "mine.json: skip of free is 1.5; it must be from 0 to 1.",
                "mine.json: hours has 23 values instead of 24.",
                "mine.json: days has a row 'Caturday', which is not one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday.",
            ],
            faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ \"transitions\": {} }")]
    [InlineData("{ \"transition\": {} }")]
    public void What_is_no_behaviour_is_refused_with_a_sentence(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var fault = Assert.Single(Assert.Throws<SettingsException>(() => BehaviourModel.Read(stream, "mine.json")).Faults);
        Assert.StartsWith("mine.json does not have the format of behaviour.json: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("Pipeline.Music", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_behaviour_file_changes_what_listeners_do()
    {
        var behaviour = MusicSample.Behaviour(static b =>
        {
            b["firstPage"] = new JsonObject { ["Search"] = 1 };
            b["transitions"]!["Search"] = new JsonObject { ["Logout"] = 1 };
        });
        var pages = MusicSample.Count(MusicSample.Setup(behaviour: behaviour), TimeSpan.FromHours(12)).Pages;

        Assert.True(pages[(int)Page.Search] > 100);
        Assert.InRange(pages[(int)Page.Logout], pages[(int)Page.Search] * 0.95, pages[(int)Page.Search]);
        Assert.Equal(pages.Sum(), pages[(int)Page.Search] + pages[(int)Page.Logout]);
    }
}
