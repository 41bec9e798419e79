using Provenance.Cbor;
using Provenance.Cli.Reports;
using Provenance.Testing;

namespace Provenance.Tests.Cli;

/// <summary>What a report tells about actions.</summary>
public sealed class ActionReadingTests
{
    [Fact]
    [Clause("18.15.6.1-a")]
    public async Task Actions_overlay_their_templates()
    {
        static CborValue Text(string text) => CborValue.Text(text);
        static CborValue Agent(string name) => CborValue.Map(("name", Text(name)));
        var manifest = new TestManifest
        {
            Assertions =
            [
                TestAssertion.Cbor("c2pa.actions.v2", CborValue.Map(
                    ("actions", CborValue.Array(
                        CborValue.Map(("action", Text("c2pa.created")), ("digitalSourceType", Text("http://example.com/own")), ("softwareAgent", Agent("Own"))),
                        CborValue.Map(("action", Text("com.example.blur"))),
                        CborValue.Map(("action", Text("com.example.blur")), ("softwareAgentIndex", CborValue.Integer(0)), ("description", Text("own"))),
                        CborValue.Map(("action", Text("com.example.other"))))),
                    ("templates", CborValue.Array(
                        CborValue.Map(("action", Text("*")), ("softwareAgent", Agent("All")), ("description", Text("for all")), ("digitalSourceType", Text("http://example.com/all"))),
                        CborValue.Map(("action", Text("com.example.blur")), ("softwareAgent", Agent("Blur")), ("description", Text("for blur"))))),
                    ("softwareAgents", CborValue.Array(Agent("Indexed"))))),
                TestManifest.HardBinding(),
            ],
        };
        var format = new TestFormat(TestManifest.Store(manifest));
        var result = await new Validator(format) { Options = new() { Clock = TestPki.Clock } }.ValidateAsync(TestFormat.Asset, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            [
                ("http://example.com/own", "Own", "for all"),
                ("http://example.com/all", "Blur", "for blur"),
                ("http://example.com/all", "Indexed", "own"),
                ("http://example.com/all", "All", "for all"),
            ],
            ActionReading.Of(result.ActiveManifest!.Manifest).Select(a => (a.DigitalSourceType, a.SoftwareAgent, a.Description)));
    }
}
