using Provenance.Testing;
using Provenance.Validation;

namespace Provenance.Tests;

/// <summary>§18.15.6: what actions have in common.</summary>
public sealed class ActionTemplateTests
{
    [Fact]
    [Clause("18.15.6.1-a")]
    public void Actions_overlay_their_templates()
    {
        var (own, all) = (new DigitalSourceType("http://example.com/own"), new DigitalSourceType("http://example.com/all"));
        var assertion = new ActionsAssertion(
        [
            new ClaimAction(ActionName.Created) { DigitalSourceType = own, SoftwareAgent = new("Own") },
            new ClaimAction("com.example.blur"),
            new ClaimAction("com.example.blur") { SoftwareAgentIndex = 0, Description = "own" },
            new ClaimAction("com.example.other"),
        ])
        {
            Templates =
            [
                new ActionTemplate("com.example.blur") { SoftwareAgent = new("Blur"), Description = "for blur" },
                new ActionTemplate("*") { SoftwareAgent = new("All"), Description = "for all", DigitalSourceType = all },
            ],
            SoftwareAgents = [new("Indexed")],
        };
        Assert.Equal(
            [(own, "Own", "for all"), (all, "Blur", "for blur"), (all, "Indexed", "own"), (all, "All", "for all")],
            ManifestContent.ActionsOf([assertion]).Select(a => (a.DigitalSourceType!.Value, a.SoftwareAgent!.Name, a.Description!)));
    }
}
