using System.Net;

namespace Provenance.Testing;

/// <summary>Makes time-stamp tokens and OCSP responses from parameters.</summary>
internal static class VectorTimes
{
    /// <summary>A token over the message, or a whole response: <c>pki</c>, <c>at</c>, <c>flaw</c>, <c>as</c>, <c>status</c>, and the profile of the authority.</summary>
    public static byte[] Token(VectorStep step, byte[] message)
    {
        if (step.Has("hex"))
        {
            return step.Hex("hex");
        }

        var pki = step.Text("pki") == "stranger" ? TestPki.Stranger : TestPki.Default;
        var profile = VectorProfiles.Read(step, TestProfile.Tsa);
        var authority = new TestTimestampAuthority(pki.Tsa(profile: profile), step.Time("at") ?? TestPki.Now.AddDays(-1))
        {
            Flaw = step.Choice("flaw", TimestampFlaw.None),
        };
        string form = step.Text("as") ?? (step.Text("header") == "sigTst" ? "response" : "token");
        return form == "response" ? authority.CreateResponse(message, step.Number("status")) : authority.CreateToken(message);
    }

    /// <summary>A response about the signer's certificate: <c>status</c>, <c>revokedAt</c>, <c>reason</c>, <c>flaw</c>.</summary>
    public static byte[] OcspResponse(VectorStep step, TestCredential signer)
    {
        var pki = TestPki.Default;
        string? flaw = step.Text("flaw");
        var responder = flaw == "unauthorised" ? TestPki.Stranger.OcspResponder() : pki.OcspResponder();
        return new TestOcspResponder(responder, signer.Chain.Count > 1 ? signer.Chain[1] : pki.Intermediate)
        {
            Status = step.Choice("status", OcspStatus.Good),
            RevocationTime = step.Time("revokedAt") ?? TestPki.Now.AddDays(-30),
            Reason = step.Has("reason") ? step.Number("reason") : null,
            BreakSignature = flaw == "signature",
            ThisUpdate = step.Time("thisUpdate") ?? TestPki.Now.AddHours(-1),
            NextUpdate = step.Time("nextUpdate") ?? TestPki.Now.AddDays(7),
            ProducedAt = step.Time("thisUpdate") ?? TestPki.Now.AddHours(-1),
        }.Create(flaw == "other certificate" ? pki.Tsa().Certificate : signer.Certificate);
    }

    /// <summary>A responder on the network (<c>do</c>: <c>answer</c>), one that talks nonsense, or none.</summary>
    public static HttpClient OcspClient(VectorStep step, TestCredential signer) => new(new Responder(step.Name, step.Name == "answer" ? OcspResponse(step, signer) : []));

    private sealed class Responder(string behaviour, byte[] response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => behaviour switch
        {
            "unreachable" => throw new HttpRequestException("Nobody answers."),
            "page" => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>no</html>") }),
            _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(response) }),
        };
    }
}
