using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Provenance.Testing;

/// <summary>
/// Servers that vectors are given in place of a network: for each address <c>text</c>, <c>hex</c> or <c>store</c> (the manifest store of the vector), with
/// <c>type</c> and <c>status</c>. Any other address cannot be reached.
/// </summary>
internal static class VectorServers
{
    public static HttpClient Client(JsonElement answers, BuiltVector vector) => new(new Servers(answers, vector));

    private sealed class Servers(JsonElement answers, BuiltVector vector) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!answers.TryGetProperty(request.RequestUri!.AbsoluteUri, out var json))
            {
                throw new HttpRequestException("Nobody answers.");
            }

            var answer = new VectorStep(json);
            byte[] body = answer.Text("text") is { } text ? Encoding.UTF8.GetBytes(text) : answer.Flag("store") ? vector.Store : answer.Hex("hex");
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = answer.Text("type") is { } type ? MediaTypeHeaderValue.Parse(type) : null;
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)answer.Number("status", 200)) { Content = content });
        }
    }
}
