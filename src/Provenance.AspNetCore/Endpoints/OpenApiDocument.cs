using System.Text.Json.Nodes;

namespace Provenance.Endpoints;

/// <summary>The OpenAPI description of the endpoints, as a document that needs no generator.</summary>
internal static class OpenApiDocument
{
    private static readonly Lazy<string> Whole = new(() => Read().ToJsonString());
    private static readonly Lazy<string> WithoutSigning = new(() =>
    {
        var document = Read();
        document["paths"]!.AsObject().Remove("/sign");
        return document.ToJsonString();
    });

    /// <summary>The document.</summary>
    /// <param name="signs">Whether there is an endpoint that signs.</param>
    public static string Of(bool signs) => (signs ? Whole : WithoutSigning).Value;

    private static JsonObject Read()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("Provenance.Endpoints.openapi.json")
            ?? throw new InvalidOperationException("openapi.json is not built in.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
